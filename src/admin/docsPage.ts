import type { OpenapiDocument } from './openapi.ts';
import { schemaHtml, textHtml, type Schema } from './docsSchema.ts';
import { DOCS_STYLE } from './docsStyle.ts';

/** The OpenAPI document as one page: no script, nothing that is loaded, so that it works where there is no network. */
export function docsPage(document: OpenapiDocument): string {
  const operations = operationsOf(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const components = (document.components?.schemas ?? {}) as Components;
  const section = (tag: string): string => {
    const own = operations.filter((each) => each.tag === tag);
    const rows = own.map((each) => operationHtml(each, components)).join('\n');
    return `<section id="${anchor(tag)}"><h2>${textHtml(tag)}</h2>\n${rows}</section>`;
  };
  const { title, version, description = '' } = document.info;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${textHtml(title)}</title>
<style>${DOCS_STYLE}</style>
</head>
<body>
<nav>
<a class="brand" href="#top">Leash <span>API ${textHtml(version)}</span></a>
${tags.map((tag) => navHtml(tag, operations)).join('\n')}
</nav>
<main id="top">
<header>
<h1>${textHtml(title)}</h1>
<p class="lead">${textHtml(description)}</p>
${INTRODUCTION}
</header>
${tags.map(section).join('\n')}
</main>
</body>
</html>
`;
}

const INTRODUCTION = `<div class="cards">
<div class="card"><h3>Token</h3><p>Send <code>Authorization: Bearer …</code> with each request. People use the token in
<code>keys/admin.token</code> of the home; an agent uses its own, and may only ask for itself and read itself.</p></div>
<div class="card"><h3>Address</h3><p><code>leash start</code> listens on <code>127.0.0.1:8000</code>; <code>--admin</code> adds it
to a proxy. Each proxy answers on its socket in <code>run/</code> of the home too.</p></div>
<div class="card"><h3>Try it</h3><pre>curl -s http://127.0.0.1:8000/v1/authorize \\
  -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"agent_id":"helper","action":"email.send"}'</pre></div>
</div>`;

type Components = Readonly<Record<string, Schema>>;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly spec: Spec;
}

/** An operation of the document, as far as it is shown. */
interface Spec {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly tags?: readonly string[];
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

const METHODS = ['get', 'post', 'patch', 'delete'] as const;

function operationsOf({ paths = {} }: OpenapiDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      // The generator's types allow references here, which it does not make.
      const spec = item[method] as Spec | undefined;
      return spec === undefined ? [] : [{ method, path, tag: spec.tags?.[0] ?? '', spec }];
    }),
  );
}

function navHtml(tag: string, operations: readonly Operation[]): string {
  const links = operations
    .filter((each) => each.tag === tag)
    .map(
      ({ method, path }) =>
        `<a href="#${anchor(`${method}${path}`)}"><b class="${method}">${method}</b>${pathHtml(path)}</a>`,
    );
  return `<h4>${textHtml(tag)}</h4>\n${links.join('\n')}`;
}

function operationHtml({ method, path, spec }: Operation, components: Components): string {
  const id = anchor(`${method}${path}`);
  const { summary = '', description = '', parameters = [], requestBody, responses } = spec;
  const parts = [
    description === '' ? '' : `<p>${textHtml(description)}</p>`,
    parameters.length === 0 ? '' : parametersHtml(parameters, components),
    requestBody === undefined
      ? ''
      : `<h5>Body${requestBody.required === true ? '' : ' <i>may be left out</i>'}</h5>${contentHtml(requestBody.content, components)}`,
    ...Object.entries(responses).map(([status, response]) => responseHtml(status, response, components)),
  ];
  return `<details><summary><b class="${method}">${method}</b><code>${pathHtml(path)}</code><span>${textHtml(summary)}</span>${accessHtml(spec)}</summary>
<div class="operation" id="${id}">${parts.filter((part) => part !== '').join('\n')}</div></details>`;
}

/** A long path breaks where it has its slashes. */
function pathHtml(path: string): string {
  return textHtml(path).replaceAll('/', '/<wbr>');
}

function accessHtml({ security = [] }: Spec): string {
  const names = security.flatMap((each) => Object.keys(each));
  const who = names.length === 0 ? 'open' : names.includes('agent') ? 'agent' : 'admin';
  return `<em class="${who}">${who}</em>`;
}

function parametersHtml(parameters: NonNullable<Spec['parameters']>, components: Components): string {
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${textHtml(name)}</code>${required === true ? '<sup title="required">*</sup>' : ''}</td><td>${textHtml(place)}</td><td>${
        schema === undefined ? '' : schemaHtml(schema, components, description)
      }</td></tr>`,
  );
  return `<h5>Parameters</h5><table>${rows.join('')}</table>`;
}

function responseHtml(
  status: string,
  { description, content }: Spec['responses'][string],
  components: Components,
): string {
  const title = status === 'default' ? 'Errors' : status;
  const kind = status.startsWith('2') ? 'good' : 'bad';
  const body = content === undefined || status === 'default' ? '' : contentHtml(content, components);
  return `<h5><span class="status ${kind}">${textHtml(title)}</span> ${textHtml(description)}</h5>${body}`;
}

function contentHtml(content: Content, components: Components): string {
  return Object.entries(content)
    .map(([type, { schema }]) =>
      type === 'application/json' && schema !== undefined
        ? schemaHtml(schema, components)
        : `<p><code>${textHtml(type)}</code></p>`,
    )
    .join('');
}

function anchor(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-+$/, '');
}
