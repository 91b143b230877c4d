import type { Obligation } from '../decision.ts';

/** An obligation in a few words, as cases spell it. */
export function obligationText(obligation: Obligation): string {
  switch (obligation.type) {
    case 'rate-limit':
      return `limit ${obligation.maxCalls} in ${obligation.windowMs / 1000} s for each ${obligation.per}`;
    case 'inspect-result': {
      const { secrets, injection, maxBytes, taint } = obligation;
      return `result: secrets ${secrets}, injection ${injection}, ${maxBytes ?? 'any'} bytes${taint ? ', taints' : ''}`;
    }
    case 'require-approval': {
      const { timeoutMs, remember = [] } = obligation;
      const timeout = timeoutMs === undefined ? '' : ` within ${timeoutMs / 1000} s`;
      return `ask${timeout}${remember.length === 0 ? '' : `, for ${remember.join(' or ')}`}`;
    }
  }
}
