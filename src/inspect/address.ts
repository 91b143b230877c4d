/** Whether a text speaks to a model, not about one, and wants something of it. `isSuspect`: something else in it already does. */
export function addressesModel(text: string, isSuspect: boolean): boolean {
  return ADDRESSES.some((pattern) => pattern.test(text)) && (isSuspect || WANTS.test(text));
}

const ADDRESSES: readonly RegExp[] = [
  /\b(?:AI|LLM|artificial intelligence|language)[ -](?:assistants?|agents?|models?|systems?|bots?|tools?)\b[^.\n]{0,60}\b(?:must|shall|have to|are required|ignore|forget|disregard|stop|append|include|send|visit|reply|do not|don't)\b/i,
  // Names of speakers as a transcript writes them; in code the same words are keys, in small letters.
  /(?:^|[\s>"'([!.])(?:AI|Assistant|Agent|ChatGPT|Claude|Copilot|Gemini|ASSISTANT|SYSTEM)\s?:\s[A-Za-z]/,
  /\bif you are an? (?:AI|LLM|large language model|language model|assistant|chatbot)\b/i,
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,30}\b(?:your|previous|prior|above|earlier|preceding)\b[^.\n]{0,12}\b(?:instructions?|guidelines?|rules|prompts?|directions?|training)\b/i,
  /\b(?:reply|respond|answer)\b[^.\n]{0,20}\bwith your (?:system )?(?:prompt|instructions)/i,
];

const WANTS =
  /https?:\/\/|\bsend\b|\bpost\b|\bupload|\bemail|\btool\b|password|secret|\bkeys?\b|\btokens?\b|system prompt|!\[|\binstead\b/i;
