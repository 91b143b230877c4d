import { pinKey, type PinFile, type ServerPins, type Waiting } from './pin.ts';

/** What a person has looked at and does not accept: these definitions of one server. */
export interface Rejections {
  /** Id of the server's identity. */
  readonly identity: string;
  readonly chosen: readonly Pick<Waiting, 'kind' | 'name' | 'fingerprint'>[];
}

/**
 * Forgets what a person does not accept: what was accepted before stays, and what comes again waits again. A server that
 * was never trusted is forgotten with the last of its definitions.
 */
export function reject(file: PinFile, { identity, chosen }: Rejections): PinFile {
  const gone = new Set(chosen.map((each) => `${pinKey(each)} ${each.fingerprint}`));
  const identities = file.identities.flatMap((each): readonly ServerPins[] => {
    if (each.id !== identity) return [each];
    const waiting = each.waiting.filter((one) => !gone.has(`${pinKey(one)} ${one.fingerprint}`));
    return waiting.length === 0 && !each.trusted ? [] : [{ ...each, waiting }];
  });
  return { ...file, identities };
}
