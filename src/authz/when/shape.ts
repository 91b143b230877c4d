import { refuse } from '../matchers/operand.ts';
import type { Shape } from '../shape.ts';
import type { WhenCondition } from './condition.ts';
import { MAX_TEXT } from './limits.ts';

/** `when`: an expression in CEL whose type is bool. */
export const whenShape: Shape<WhenCondition> = {
  schema: { type: 'string', minLength: 1, maxLength: MAX_TEXT },
  read(node, { report, when }) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value.trim() === '') {
      return refuse(node, report, 'a condition in CEL, such as `tool.risk.level == "low"`');
    }
    // The loader looks for `when` first, so this is seen only where it did not.
    const compiled = when === null ? NO_ENGINE : when(node.value);
    if (!('problems' in compiled)) return compiled;
    for (const { index, message } of compiled.problems) report(node.textAt?.(index) ?? node.at, message);
    return null;
  },
};

const NO_ENGINE = { problems: [{ index: 0, message: 'the engine for CEL is not loaded' }] };
