/**
 * A character that nobody sees, or that a terminal obeys: controls, bidi and zero-width characters and whatever else
 * draws as nothing, line separators, spaces other than U+0020, private, unassigned and lone surrogates, and two blanks
 * that Unicode counts as symbols.
 */
export const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]|(?! )\p{Zs}/u;
