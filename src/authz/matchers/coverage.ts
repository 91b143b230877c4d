import type { JsonObject } from '../../jsonrpc/message.ts';
import type { ArgStep } from './argPath.ts';

/**
 * Whether a list of argument keys covers everything in some arguments: a key covers all below it, and of an object
 * that keys reach into, every other member is uncovered.
 */
export function coverageOf(paths: readonly (readonly ArgStep[])[]): (args: JsonObject) => boolean {
  const root = newNode();
  for (const steps of paths) if (steps.length > 0) addPath(root, steps);
  return (args) => covers([root], args);
}

interface Node {
  isEnd: boolean;
  readonly names: Map<string, Node>;
  any: Node | null;
}

function newNode(): Node {
  return { isEnd: false, names: new Map(), any: null };
}

function addPath(root: Node, steps: readonly ArgStep[]): void {
  let node = root;
  for (const step of steps) {
    const next = (step.kind === 'any' ? node.any : node.names.get(step.name)) ?? newNode();
    if (step.kind === 'any') node.any = next;
    else node.names.set(step.name, next);
    node = next;
  }
  node.isEnd = true;
}

/** Goes as deep as the longest key of the policy. */
function covers(nodes: readonly Node[], object: JsonObject): boolean {
  return Object.keys(object).every((key) => {
    const below = nodes
      .flatMap(({ names, any }) => [names.get(key), any])
      .filter((node) => node !== undefined && node !== null);
    if (below.length === 0) return false;
    if (below.some(({ isEnd }) => isEnd)) return true;
    const value = object[key];
    return typeof value === 'object' && value !== null && !Array.isArray(value) && covers(below, value);
  });
}
