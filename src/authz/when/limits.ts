/** The longest expression, in characters. */
export const MAX_TEXT = 2000;

/** How many parts an expression may have. */
export const MAX_NODES = 400;

/** How deep its parts may be nested. */
export const MAX_DEPTH = 60;

/** How deep `all`, `exists`, `exists_one`, `map` and `filter` may be nested. */
export const MAX_LOOPS = 2;

/** How many steps one evaluation may take: an item that a loop goes through is one, more where the arguments are long. */
export const MAX_STEPS = 10_000;

/** So many characters of arguments make each step count once more: an item may be compared with all of them. */
export const STEP_CHARACTERS = 1024;
