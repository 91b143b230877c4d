import { usageError, type CommandGroup, type LeashCommand } from '../command.ts';
import { completionScript, SHELLS } from '../completions.ts';
import { EXIT } from '../exitCode.ts';

/** `leash completion`: the words of all commands, which are given when they are all known. */
export function completionOf(commands: () => readonly CommandGroup[]): LeashCommand {
  return {
    usage: 'completion <bash|zsh|fish>',
    summary: 'print what teaches your shell the words of leash',
    examples: [
      'leash completion bash > ~/.local/share/bash-completion/completions/leash',
      'leash completion zsh > ~/.zfunc/_leash',
      'leash completion fish > ~/.config/fish/completions/leash.fish',
    ],
    run({ words: [word = ''], output }) {
      const shell = SHELLS.find((each) => each === word);
      if (shell === undefined) throw usageError(`completion takes ${SHELLS.join(', ')}, not \`${word}\``);
      const script = completionScript(shell, commands());
      if (output.isJson) output.json({ shell, script });
      else output.text(script.trimEnd());
      return Promise.resolve(EXIT.ok);
    },
  };
}
