/** Does one step after the other; gives for each what came of it, an error included. */
export async function outcomes(steps) {
  const seen = {};
  for (const [name, step] of Object.entries(steps)) {
    try {
      seen[name] = (await step()) ?? null;
    } catch (error) {
      seen[name] = { error: String(error) };
    }
  }
  return seen;
}
