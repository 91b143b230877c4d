/** Joins short texts into longer ones: writing each line by itself would take most of the time. */
export async function* batches(texts: AsyncIterable<string>): AsyncGenerator<string, void> {
  let held: string[] = [];
  let length = 0;
  try {
    for await (const text of texts) {
      held.push(text);
      length += text.length;
      if (length < BATCH) continue;
      yield held.join('');
      held = [];
      length = 0;
    }
  } catch (error) {
    // What came before an error is given before the error.
    if (held.length > 0) yield held.join('');
    throw error;
  }
  if (held.length > 0) yield held.join('');
}

const BATCH = 64 * 1024;
