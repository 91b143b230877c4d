/** A JSON Schema, as far as the documentation shows one. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** A schema as HTML: what it takes in one line, and its members as a table. */
export function schemaHtml(
  schema: Schema,
  components: Readonly<Record<string, Schema>>,
  description?: string,
  depth = 0,
): string {
  const whole = resolved(schema, components);
  const members = membersOf(whole, components);
  const said = description ?? whole.description;
  const head = `<span class="type">${textHtml(typeText(schema, components))}</span>${limitsHtml(whole)}${
    said === undefined ? '' : ` <span class="said">${textHtml(said)}</span>`
  }`;
  if (members === null || depth > DEEPEST) return head;
  const rows = Object.entries(members.properties ?? {}).map(([name, each]) => {
    const isRequired = members.required?.includes(name) === true;
    return `<tr><td><code>${textHtml(name)}</code>${isRequired ? '<sup title="required">*</sup>' : ''}</td><td>${schemaHtml(each, components, undefined, depth + 1)}</td></tr>`;
  });
  return rows.length === 0 ? head : `${depth === 0 ? '' : head}<table>${rows.join('')}</table>`;
}

/** A text that comes to be HTML, with `code` where it has backticks. */
export function textHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character)
    .replace(/`([^`]*)`/g, '<code>$1</code>');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

const DEEPEST = 4;
const COMPONENT = '#/components/schemas/';

function resolved(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  const name = schema.$ref?.startsWith(COMPONENT) === true ? schema.$ref.slice(COMPONENT.length) : null;
  return name === null ? schema : (components[name] ?? schema);
}

/** The object whose members are shown: the schema itself, what its list is of, or the one that is no null. */
function membersOf(schema: Schema, components: Readonly<Record<string, Schema>>): Schema | null {
  const inner = schema.items ?? nonNull(schema);
  if (inner !== null) return membersOf(resolved(inner, components), components);
  return schema.properties === undefined ? null : schema;
}

function nonNull({ anyOf, oneOf, allOf }: Schema): Schema | null {
  return (anyOf ?? oneOf ?? allOf ?? []).find(({ type }) => type !== 'null') ?? null;
}

function typeText(schema: Schema, components: Readonly<Record<string, Schema>>): string {
  const { type, items, format, const: only, enum: choices, anyOf, oneOf, allOf } = schema;
  if (schema.$ref !== undefined) return schema.$ref.slice(COMPONENT.length);
  if (choices !== undefined) return choices.map((each) => JSON.stringify(each)).join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (items !== undefined) return `list of ${typeText(items, components)}`;
  const some = anyOf ?? oneOf ?? allOf;
  if (some !== undefined) return some.map((each) => typeText(each, components)).join(' or ');
  const name = typeof type === 'string' ? type : (type ?? ['anything']).join(' or ');
  return format === undefined ? name : `${name} (${format})`;
}

function limitsHtml({ minimum, maximum, minLength, maxLength, default: fallback }: Schema): string {
  const range = (least: number | undefined, most: number | undefined, unit: string): string[] => {
    const isBounded = most !== undefined && most < Number.MAX_SAFE_INTEGER;
    if (isBounded) return [`${least ?? 0}–${most}${unit}`];
    return least === undefined || Math.abs(least) >= Number.MAX_SAFE_INTEGER ? [] : [`at least ${least}${unit}`];
  };
  const limits = [
    ...range(minimum, maximum, ''),
    ...range(minLength, maxLength, ' characters'),
    ...(fallback === undefined ? [] : [`default ${JSON.stringify(fallback)}`]),
  ];
  return limits.map((each) => ` <small>${textHtml(each)}</small>`).join('');
}
