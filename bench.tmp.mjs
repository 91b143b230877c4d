// src/authz/combine.ts
function strictest(deciding) {
  for (const effect of STRICTEST_FIRST) {
    const rules = deciding.filter(({ rule }) => rule.effect === effect);
    if (rules.length > 0) return { effect, rules };
  }
  return null;
}
function resolve({ enforced, all }) {
  const byFloor = enforced?.rules.some(({ from }) => from.isFloor) ?? true;
  if (!byFloor && (enforced?.effect !== "allow" || all?.effect === "allow"))
    return { verdict: enforced, observed: false };
  if (all === null || all.rules.every(({ from }) => from.policy.mode === "enforce")) {
    return { verdict: enforced, observed: false };
  }
  return { verdict: all, observed: all.effect !== "allow" };
}
var STRICTEST_FIRST = ["deny", "ask", "allow"];

// src/authz/names.ts
function isPlainName(text) {
  if (text.length === 0 || text.length > MAX_LENGTH) return false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 126) return isPlainUnicode(text);
    if (unit < 32) return false;
  }
  return !hasOuterSpace(text);
}
function hiddenCharacter(text) {
  const found = HIDDEN.exec(text)?.[0].codePointAt(0);
  return found === void 0 ? null : `U+${found.toString(16).toUpperCase().padStart(4, "0")}`;
}
var MAX_LENGTH = 256;
var HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]|(?! )\p{Zs}/u;
function isPlainUnicode(text) {
  if (HIDDEN.test(text) || hasOuterSpace(text)) return false;
  for (const character of text) {
    if (character <= "\x7F") continue;
    const composed = character.normalize("NFC");
    if (composed !== character && composed.length === String.fromCodePoint(composed.codePointAt(0) ?? 0).length)
      return false;
  }
  return true;
}
function hasOuterSpace(text) {
  return text.startsWith(" ") || text.endsWith(" ");
}

// src/authz/plainPath.ts
function isPlainPath(text) {
  return !UNCLEAR.test(text) && !hasDotSegment(text) && text.isWellFormed();
}
function hasDotSegment(text) {
  return text.includes(".") && DOT_SEGMENT.test(text);
}
var DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;
var UNCLEAR = /[\u0000-\u001f\u007f-\u009f\\]|%(?:25)*(?:2[ef]|5c|[01][0-9a-f]|7f)/i;

// src/authz/resource.ts
function readResource(raw) {
  const why = rawProblem(raw);
  if (why !== null) return { kind: "ambiguous", raw, why };
  const url = parseUrl(raw);
  if (url === null) return { kind: "ambiguous", raw, why: "it is not a URI" };
  const text = decodePlain(url.href);
  const problem = urlProblem(url) ?? (text === null ? "it has a broken percent-encoding" : textProblem(text));
  if (problem !== null || text === null) return { kind: "ambiguous", raw, why: problem ?? "" };
  return { kind: "clear", raw, ...readings(text) };
}
function matchResource(pattern, resource, denies) {
  const { glob: glob2, text } = pattern;
  if (denies && glob2.test(resource.raw)) return "match";
  if (resource.kind === "ambiguous") return "error";
  const forms = QUERY_AWARE.test(text) ? resource.whole : [...resource.whole, ...resource.bare];
  const matched = forms.filter((form) => glob2.test(form)).length;
  if (matched === 0) return "miss";
  return matched === forms.length ? "match" : "error";
}
function formsOf(resource) {
  return resource.kind === "ambiguous" ? [resource.raw] : [resource.raw, ...resource.whole, ...resource.bare];
}
var QUERY_AWARE = /\\\?|\[\?\]/;
var MAX_LENGTH2 = 8192;
var SUSPICIOUS_ENCODING = /%(?:2[ef]|5c|[01][0-9a-f]|7f|25[0-9a-f]{2}|(?![0-9a-f]{2}))/i;
function rawProblem(raw) {
  if (raw.length > MAX_LENGTH2) return `it is longer than ${MAX_LENGTH2} characters`;
  if (hiddenCharacter(raw) !== null) return "it has control or invisible characters";
  if (raw !== raw.trim()) return "it has outer spaces";
  if (raw.includes("\\")) return "it has a backslash";
  if (raw.includes("#")) return "it has a fragment";
  return SUSPICIOUS_ENCODING.test(raw) ? "it has an encoded separator, dot or control character" : null;
}
function parseUrl(raw) {
  try {
    return new URL(raw);
  } catch {
    return null;
  }
}
var WEB_SCHEMES = /* @__PURE__ */ new Set(["http:", "https:", "ws:", "wss:", "ftp:"]);
function urlProblem(url) {
  if (url.protocol === "file:" && url.host !== "") return "it is a file of another host";
  if (!WEB_SCHEMES.has(url.protocol)) return null;
  if (url.username !== "" || url.password !== "") return "it has a user name before the host";
  return url.hostname.endsWith(".") ? "its host ends in a dot" : null;
}
function decodePlain(href) {
  try {
    return href.replace(/(?:%[89a-f][0-9a-f])+/gi, (bytes) => decodeURIComponent(bytes)).replace(/%[2-7][0-9a-f]/gi, (byte) => {
      const character = decodeURIComponent(byte);
      return /[\w.~ -]/.test(character) ? character : byte.toUpperCase();
    }).normalize("NFC");
  } catch {
    return null;
  }
}
function textProblem(text) {
  if (hiddenCharacter(text) !== null) return "it has control or invisible characters";
  return hasDotSegment(text.replace(/;[^/?]*/g, "")) ? "it has a `.` or `..` segment that stays" : null;
}
function readings(text) {
  const head = /^[^:]*:(?:\/\/[^/?]*)?/.exec(text)?.[0] ?? "";
  const tail = text.slice(head.length);
  const [path = ""] = tail.split("?", 1);
  const query = tail.slice(path.length);
  const paths = [.../* @__PURE__ */ new Set([path, path.replace(/\/{2,}/g, "/")])];
  return {
    whole: paths.map((each2) => head + each2 + query),
    bare: query === "" ? [] : paths.map((each2) => head + each2)
  };
}

// src/authz/matchers/logic.ts
function allOf(matchers) {
  const [only] = matchers;
  if (only !== void 0 && matchers.length === 1) return only;
  return {
    wants: matchers.map(({ wants }) => wants).join(" and "),
    test(value, environment) {
      let missed = false;
      for (const matcher of matchers) {
        const result = matcher.test(value, environment);
        if (result === "error") return "error";
        if (result === "miss") missed = true;
      }
      return missed ? "miss" : "match";
    }
  };
}
function optional(matcher) {
  return {
    wants: `absent or ${matcher.wants}`,
    test: (value, environment) => value === void 0 ? "match" : matcher.test(value, environment)
  };
}
function every(items, test) {
  let result = "match";
  for (const item of items) {
    const next = test(item);
    if (next === "miss") return "miss";
    if (next === "error") result = "error";
  }
  return result;
}
function some(items, test) {
  let result = "miss";
  for (const item of items) {
    const next = test(item);
    if (next === "match") return "match";
    if (next === "error") result = "error";
  }
  return result;
}

// src/authz/couldAllow.ts
function couldAllow(candidates, question) {
  const enforcing = candidates.filter(({ from }) => from.policy.mode === "enforce");
  const observing = candidates.filter(({ from }) => from.policy.mode === "observe");
  const observers = outlooks(observing, question).some(({ outlook }) => outlook.allow || outlook.deny);
  for (const policies of byLevel(outlooks(enforcing, question))) {
    const level = policies.map(({ outlook }) => outlook);
    if (observers && policies.some(({ from }) => from.isFloor)) return true;
    const denied = level.some(({ allow, deny, silent }) => deny && !allow && !silent);
    if (!denied && level.some(({ allow }) => allow)) return true;
    if (!level.every(({ silent }) => silent)) return false;
  }
  return observers;
}
function outlooks(candidates, question) {
  const found = [];
  for (const { from, rule } of candidates) {
    if (found.at(-1)?.from !== from) found.push({ from, outlook: { allow: false, deny: false, silent: true } });
    const outlook = found.at(-1)?.outlook;
    if (outlook?.silent !== true) continue;
    const chance = chanceOf(rule, question);
    if (chance === "none") continue;
    if (rule.effect === "deny") outlook.deny = true;
    else outlook.allow = true;
    if (chance === "certain") outlook.silent = false;
  }
  return found;
}
function byLevel(policies) {
  const levels = [];
  for (const policy of policies) {
    const last = levels.at(-1);
    if (last?.[0]?.from.level === policy.from.level) last.push(policy);
    else levels.push([policy]);
  }
  return levels;
}
function chanceOf(rule, { plain, resource }) {
  if (!plain && rule.effect !== "deny") return "none";
  const rest = rule.args === null && rule.conditions.length === 0 ? "certain" : "possible";
  if (rule.resource === null) return rest;
  if (resource === null) return "possible";
  const match = some(rule.resource, (pattern) => matchResource(pattern, resource, rule.effect === "deny"));
  if (match === "match") return rest;
  return match === "error" && rule.effect !== "allow" ? rest : "none";
}

// src/authz/matchRule.ts
function matchRule(rule, question) {
  if (!question.plain && rule.effect !== "deny") return NOT_PLAIN;
  let open = MATCH;
  for (const test of TESTS) {
    const match = test(rule, question);
    if (match.result === "miss") return match;
    if (match.result === "error" && open === MATCH) open = match;
  }
  return open;
}
function decides(effect, { result }, { plain }) {
  if (result !== "error") return result === "match";
  return effect === "deny" || effect === "ask" && plain;
}
var MATCH = { result: "match" };
var NOT_PLAIN = {
  result: "error",
  shortfall: null,
  message: "a name is missing, over-long, or not what it looks like: only deny rules match it"
};
var TESTS = [testResource, testConditions, testArgs];
var RESOURCE = { kind: "resource" };
var RESOURCE_MISS = { result: "miss", shortfall: RESOURCE };
function testResource({ resource: patterns, effect }, { resource }) {
  if (patterns === null) return MATCH;
  if (resource === null) return { result: "error", shortfall: RESOURCE, message: "the request names no resource" };
  const result = some(patterns, (pattern) => matchResource(pattern, resource, effect === "deny"));
  if (result === "match") return MATCH;
  if (result === "miss") return RESOURCE_MISS;
  const why = resource.kind === "ambiguous" ? resource.why : "it has two readings, and only one matches";
  return { result: "error", shortfall: RESOURCE, message: `the resource is ambiguous: ${why}` };
}
function testConditions({ conditions }, { request }) {
  let open = MATCH;
  for (const condition of conditions) {
    const result = testCondition(condition, request.context);
    const shortfall = { kind: "condition", condition };
    if (result === "miss") return { result, shortfall };
    if (result === "error" && open === MATCH) {
      open = { result, shortfall, message: `the context has no \`${condition.key}\` that can be compared` };
    }
  }
  return open;
}
function testCondition(condition, context) {
  const value = Object.hasOwn(context, condition.key) ? context[condition.key] : void 0;
  if (condition.kind === "glob") {
    return typeof value === "string" ? verdict(condition.pattern.glob.test(value)) : "error";
  }
  return typeof value === typeof condition.value ? verdict(value === condition.value) : "error";
}
function verdict(matched) {
  return matched ? "match" : "miss";
}
function testArgs({ args }, { request, environment }) {
  if (args === null) return MATCH;
  const outcome = args.matcher.test(request.args, environment);
  if (outcome.result === "match") return MATCH;
  const shortfall = { kind: "args", outcome };
  if (outcome.result === "miss") return { result: "miss", shortfall };
  return {
    result: "error",
    shortfall,
    message: `the argument \`${outcome.key ?? ""}\` cannot be judged, expected it to be ${outcome.wants ?? "listed"}`
  };
}

// src/authz/evaluate.ts
function evaluate(candidates, question) {
  const found = { all: null, enforced: null, errors: [], near: [] };
  let deciding = [];
  let level = Infinity;
  let settled = null;
  for (const bound of candidates) {
    const { from } = bound;
    if (from.level !== level) {
      closeLevel(found, deciding);
      if (found.enforced !== null) return found;
      deciding = [];
      level = from.level;
    }
    if (from === settled || !askRule(bound, question, found)) continue;
    deciding.push(bound);
    settled = from;
  }
  closeLevel(found, deciding);
  return found;
}
function closeLevel(found, deciding) {
  if (deciding.length === 0) return;
  found.all ??= strictest(deciding);
  found.enforced = strictest(deciding.filter(({ from }) => from.policy.mode === "enforce"));
}
function askRule(bound, question, found) {
  const { from, rule } = bound;
  const match = matchRule(rule, question);
  if (match.result === "error" && found.errors.length < MAX_ERRORS) {
    found.errors.push({ policy: from.policy.name, rule: rule.id, message: match.message });
  }
  if (decides(rule.effect, match, question)) return true;
  if (match.result !== "match" && match.shortfall !== null && rule.effect !== "deny") {
    found.near.push({ bound, shortfall: match.shortfall });
  }
  return false;
}
var MAX_ERRORS = 8;

// src/authz/matchers/operand.ts
function readNumber(node, report) {
  if (node.kind === "scalar" && typeof node.value === "number" && Number.isFinite(node.value)) return node.value;
  return refuse(node, report, "a number");
}
function readCount(node, report) {
  if (node.kind === "scalar" && Number.isSafeInteger(node.value) && Number(node.value) >= 0) return Number(node.value);
  return refuse(node, report, "a whole number from 0 on");
}
function readTexts(node, report, what) {
  if (node.kind === "map") return refuse(node, report, `${what} or a list of them`);
  const nodes = node.kind === "seq" ? node.items : [node];
  if (nodes.length === 0) return refuse(node, report, `at least one ${what}`);
  const texts = [];
  for (const item of nodes) {
    if (item.kind === "scalar" && typeof item.value === "string") texts.push({ node: item, text: item.value });
    else refuse(item, report, what);
  }
  return texts.length === nodes.length ? texts : null;
}
function readJson(node, report) {
  if (node.kind === "scalar") {
    const isNumber = typeof node.value === "number";
    return isNumber && !Number.isFinite(node.value) ? refuse(node, report, "a finite number") : { json: node.value };
  }
  if (node.kind === "seq") {
    const items = node.items.map((item) => readJson(item, report));
    return items.every((item) => item !== null) ? { json: items.map(({ json }) => json) } : null;
  }
  const members = node.entries.map(({ key, value }) => ({ key, value: readJson(value, report) }));
  const pairs = [];
  for (const { key, value } of members) if (value !== null) pairs.push([key, value.json]);
  return pairs.length === members.length ? { json: Object.fromEntries(pairs) } : null;
}
function refuse(node, report, expected) {
  report(node.at, `unexpected ${describe(node)}, expected ${expected}`);
  return null;
}
function oneOf(texts) {
  const shown = texts.slice(0, SHOWN).map((text) => quoted(text));
  const hidden = texts.length - shown.length;
  if (hidden > 0) return `${shown.join(", ")} or ${hidden} more`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} or ${last}`;
}
function quoted(text) {
  const line = text.replaceAll(/[\p{Cc}`]/gu, " ");
  return line.length > MAX_QUOTED ? `\`${line.slice(0, MAX_QUOTED)}\u2026\`` : `\`${line}\``;
}
var SHOWN = 5;
var MAX_QUOTED = 80;
function describe(node) {
  if (node.kind === "map") return "map";
  if (node.kind === "seq") return node.items.length === 0 ? "empty list" : "list";
  return node.value === null ? "empty value" : `${typeof node.value} ${quoted(String(node.value))}`;
}

// src/authz/nearMiss.ts
function nearMiss(evaluation, question, located) {
  const { enforced } = evaluation;
  const near = evaluation.near.filter(
    ({ bound, shortfall }) => wouldHelp(bound, enforced) && (shortfall.kind !== "resource" || question.resource?.kind === "clear")
  );
  const nearest = near.find(({ shortfall }) => shortfall.kind === "args" && shortfall.outcome.unlisted) ?? near[0];
  const found = nearest ?? nearestPlace(located, question, enforced);
  return found === null ? null : describe2(found);
}
function wouldHelp({ from, order }, enforced) {
  if (from.policy.mode === "observe") return false;
  const [first, ...others] = enforced?.rules ?? [];
  if (first === void 0 || from.level > first.from.level) return true;
  return from === first.from && others.length === 0 && order < first.order;
}
var MAX_LOCATED = 256;
function nearestPlace(located, { request, resource, plain }, enforced) {
  if (resource?.kind !== "clear" || !plain) return null;
  const [text = ""] = resource.whole;
  let nearest = null;
  let best = -1;
  for (const bound of located.slice(0, MAX_LOCATED)) {
    const { effect, method, resource: patterns } = bound.rule;
    if (effect === "deny" || !wouldHelp(bound, enforced)) continue;
    if (!method.some(({ glob: glob2 }) => glob2.test(request.method))) continue;
    const common = Math.max(...(patterns ?? []).map(({ glob: glob2 }) => commonLength(glob2.literalPrefix, text)));
    if (common > best) [nearest, best] = [bound, common];
  }
  return nearest === null ? null : { bound: nearest, shortfall: { kind: "resource" } };
}
function commonLength(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
function describe2({ bound: { from, rule }, shortfall }) {
  const verb = rule.effect === "ask" ? "would ask a person about this" : "would allow this";
  return `rule \`${from.policy.name}/${rule.id}\` ${verb} ${wanted(rule, shortfall)}`;
}
function wanted(rule, shortfall) {
  switch (shortfall.kind) {
    case "resource":
      return `if the resource matched ${oneOf((rule.resource ?? []).map(({ text }) => text))}`;
    case "condition": {
      const { condition } = shortfall;
      const value = condition.kind === "glob" ? condition.pattern.text : String(condition.value);
      return `if ${quoted(condition.key)} in the context were ${quoted(value)}`;
    }
    case "args": {
      const { key, wants } = shortfall.outcome;
      if (key !== null) return `if ${quoted(key)} were ${wants ?? "there"}`;
      const listed = Object.keys(rule.args?.written ?? {});
      return listed.length === 0 ? "without arguments" : `with no other arguments than ${listed.map(quoted).join(", ")}`;
    }
  }
}

// src/authz/patternIndex.ts
function buildPatternIndex(entries) {
  const literals = /* @__PURE__ */ new Map();
  const prefixes = /* @__PURE__ */ new Map();
  for (const [place, { globs }] of entries.entries()) {
    for (const glob2 of globs) fileGlob({ place, glob: glob2 }, literals, prefixes);
  }
  const lengths = [...prefixes.entries()].sort(([a], [b]) => a - b);
  return {
    candidates(text) {
      const composed = text.normalize("NFC");
      const places = [...literals.get(composed) ?? []];
      for (const [length, bucket] of lengths) {
        if (length > composed.length) break;
        for (const { place, glob: glob2 } of bucket.get(composed.slice(0, length)) ?? []) {
          if (glob2.test(composed)) places.push(place);
        }
      }
      return pick(entries, inOrder(places));
    }
  };
}
function fileGlob(posting, literals, prefixes) {
  for (const { literalPrefix, isLiteral } of posting.glob.alternatives) {
    if (isLiteral) {
      append(literals, literalPrefix, posting.place);
      continue;
    }
    const bucket = prefixes.get(literalPrefix.length) ?? /* @__PURE__ */ new Map();
    prefixes.set(literalPrefix.length, bucket);
    append(bucket, literalPrefix, posting);
  }
}
function append(map, key, value) {
  const list = map.get(key);
  if (list === void 0) map.set(key, [value]);
  else list.push(value);
}
function inOrder(places) {
  if (places.length < 2) return places;
  places.sort((a, b) => a - b);
  return places.filter((place, index) => place !== places[index - 1]);
}
function pick(entries, places) {
  const values = [];
  for (const place of places) {
    const entry = entries[place];
    if (entry !== void 0) values.push(entry.value);
  }
  return values;
}

// src/authz/ruleIndex.ts
function buildRuleIndex(rules) {
  const named = rules.filter(({ names }) => names !== null);
  const nameless = rules.filter(({ names }) => names === null);
  const located = nameless.filter(({ rule }) => rule.resource !== null);
  const byName = indexBy(named, ({ names }) => names ?? []);
  const byResource = indexBy(located, ({ rule }) => (rule.resource ?? []).map(({ glob: glob2 }) => glob2));
  const byMethod = indexBy(
    nameless.filter(({ rule }) => rule.resource === null),
    ({ rule }) => rule.method.map(({ glob: glob2 }) => glob2)
  );
  const remembered = /* @__PURE__ */ new Map();
  function find({ method, action, resource }) {
    const found = [action === null ? [] : byName.candidates(action), byMethod.candidates(method)];
    if (resource?.kind !== "clear") found.push(located);
    else for (const form of formsOf(resource)) found.push(byResource.candidates(form));
    return inOrder2(found).filter(({ rule }) => rule.method.some(({ glob: glob2 }) => glob2.test(method)));
  }
  return {
    candidates(lookup) {
      const key = JSON.stringify([lookup.method, lookup.action]);
      if (lookup.resource !== null || key.length > MAX_KEY) return find(lookup);
      const known = remembered.get(key);
      if (known !== void 0) return known;
      const found = find(lookup);
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(key, found);
      return found;
    }
  };
}
var MAX_REMEMBERED = 512;
var MAX_KEY = 1024;
function indexBy(rules, globsOf) {
  return buildPatternIndex(rules.map((value) => ({ globs: globsOf(value), value })));
}
function inOrder2(lists) {
  const [only, ...others] = lists.filter(({ length }) => length > 0);
  if (only === void 0) return [];
  if (others.length === 0) return only;
  return [...new Set([only, ...others].flat())].sort((a, b) => a.order - b.order);
}

// src/authz/authorize.ts
function createAuthorizer(parts) {
  const { rules, observe, policySet, hasUserPolicy, hint } = parts;
  const index = buildRuleIndex(rules);
  const located = rules.filter(({ names, rule }) => names === null && rule.resource !== null && rule.effect !== "deny");
  function decide(request) {
    const question = toQuestion(request, parts);
    const candidates = index.candidates({ ...request, resource: question.resource });
    const evaluation = evaluate(candidates, question);
    const decision = toDecision(resolve(evaluation), evaluation);
    const permits = decision.outcome === "allow" && decision.obligations.length === 0;
    if (permits) return decision;
    const near = decision.outcome === "deny" ? nearMiss(evaluation, question, located) : null;
    return observe ? letThrough({ ...decision, nearMiss: near }) : { ...decision, nearMiss: near };
  }
  return {
    policySet,
    hasUserPolicy,
    hint,
    authorize(request) {
      try {
        return decide(request);
      } catch (error) {
        return failed(error);
      }
    },
    couldAllow(request) {
      if (observe) return true;
      try {
        const question = toQuestion(request, parts);
        return couldAllow(index.candidates({ ...request, resource: question.resource }), question);
      } catch {
        return true;
      }
    }
  };
}
var NAMED_METHODS = /* @__PURE__ */ new Set(["tools/call", "prompts/get"]);
function toQuestion(request, { plain, environment }) {
  const { method, action, resource } = request;
  const isNamed = action === null ? !NAMED_METHODS.has(method) : isPlainName(action);
  return {
    request,
    resource: resource === null ? null : readResource(resource),
    plain: plain && isNamed && isPlainName(method),
    environment
  };
}
function toDecision({ verdict: verdict2, observed }, { errors }) {
  const [first] = verdict2?.rules ?? [];
  if (verdict2 === null || first === void 0) return { ...NOTHING_PERMITS, errors };
  const { reason } = first.rule;
  const isObserving = verdict2.rules.every(({ from }) => from.policy.mode === "observe");
  return {
    outcome: verdict2.effect === "deny" && !observed ? "deny" : "allow",
    observed,
    mode: isObserving ? "observe" : "enforce",
    determining: verdict2.rules.map(({ from, rule }) => ({ policy: from.policy.name, rule: rule.id })),
    reason,
    nearMiss: null,
    obligations: verdict2.effect === "ask" && !observed ? [{ type: "require-approval", reason }] : [],
    errors,
    owasp: [...new Set(verdict2.rules.flatMap(({ rule }) => rule.owasp))]
  };
}
var NOTHING_PERMITS = {
  outcome: "deny",
  observed: false,
  mode: "enforce",
  determining: [],
  reason: "no rule allows this",
  nearMiss: null,
  obligations: [],
  errors: [],
  owasp: []
};
function letThrough(decision) {
  return { ...decision, outcome: "allow", observed: true, mode: "observe", obligations: [] };
}
function failed(error) {
  const name = error instanceof Error ? error.name : typeof error;
  const message = `the policies could not be evaluated (${name})`;
  return { ...NOTHING_PERMITS, reason: message, errors: [{ policy: "", rule: "", message }] };
}

// src/authz/compile.ts
function compilePolicies(policies, options) {
  const { floor, environment, hint, hash, hasUserPolicy } = options;
  const sorted = [...policies].sort((a, b) => a.name < b.name ? -1 : 1);
  const bound = [...sorted].sort((a, b) => b.priority - a.priority).map((policy) => bindPolicy(policy, false));
  if (floor !== null) bound.push(bindPolicy(floor, true));
  return {
    hash,
    policies: sorted,
    authorizerFor: ({ agent, server, observe }) => createAuthorizer({
      rules: bindRules(bound, agent, server),
      plain: isPlainName(agent) && isPlainName(server),
      observe,
      environment,
      policySet: hash,
      hasUserPolicy,
      hint
    })
  };
}
function bindPolicy(policy, isFloor) {
  return { policy, level: isFloor ? -1 : policy.priority, isFloor };
}
function bindRules(policies, agent, server) {
  const rules = [];
  for (const from of policies) {
    if (!speaksOf(from.policy.agents, agent) || !speaksOf(from.policy.servers, server)) continue;
    for (const rule of from.policy.rules) {
      const actions = rule.action?.filter((action) => action.server === null || action.server.test(server));
      if (actions?.length === 0) continue;
      rules.push({ from, rule, order: rules.length, names: namesOf(actions) });
    }
  }
  return rules;
}
function speaksOf(patterns, name) {
  return patterns.some(({ glob: glob2 }) => glob2.test(name));
}
function namesOf(actions) {
  if (actions === void 0 || actions.some(({ text }) => text === "*")) return null;
  return actions.map(({ name }) => name);
}

// src/authz/suggest.ts
function didYouMean(word, candidates) {
  if (word.length > MAX_WORD) return "";
  let best = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > MAX_WORD || candidate === word) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) [best, bestDistance] = [candidate, distance];
  }
  return best === null ? "" : `, did you mean \`${best}\`?`;
}
var MAX_WORD = 64;
function editDistance(a, b) {
  let beforeLast = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Infinity
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}
function at(row, column) {
  return row[column] ?? Infinity;
}

// src/authz/fields.ts
function readFields(node, table, report, what) {
  if (node.kind !== "map") return refuse(node, report, what);
  const values = /* @__PURE__ */ new Map();
  for (const { key, keyAt, value } of node.entries) {
    if (table.known.includes(key)) values.set(key, value);
    else report(keyAt, unknownKey(key, table));
  }
  return { node, values };
}
function required(fields, key, expected, report) {
  const value = fields.values.get(key);
  if (value !== void 0) return value;
  report(fields.node.at, `missing \`${key}\`, expected ${expected}`);
  return null;
}
function readText(node, expected, report) {
  if (node.kind !== "scalar" || node.value === null) return refuse(node, report, expected);
  if (typeof node.value !== "string") return refuse(node, report, `${expected}, in quotes`);
  const text = node.value.replace(/\s+/g, " ").trim();
  if (text === "") return refuse(node, report, expected);
  if (!/\p{Cc}/u.test(text)) return text;
  report(node.at, `unexpected control character, expected ${expected}`);
  return null;
}
function readName(node, expected, report) {
  const name = readText(node, expected, report);
  if (name === null || isPlainName(name) && !name.includes("/")) return name;
  report(node.at, `${quoted(name)} is no name, expected at most 256 visible characters without \`/\``);
  return null;
}
function readChoice(node, what, choices, report) {
  const value = node.kind === "scalar" ? node.value : null;
  const found = choices.find((choice) => choice === value);
  if (found !== void 0) return found;
  if (typeof value !== "string") return refuse(node, report, oneOf(choices));
  report(node.at, `unknown ${what} ${quoted(value)}, expected ${oneOf(choices)}${didYouMean(value, choices)}`);
  return null;
}
function readInteger(node, min, max, report) {
  const value = node.kind === "scalar" ? node.value : null;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  return refuse(node, report, `a whole number from ${min} to ${max}`);
}
function readList(node, expected, report) {
  if (node.kind !== "seq" || node.items.length === 0) return refuse(node, report, expected);
  return node.items;
}
function unknownKey(key, { known, later }) {
  if (later.has(key)) return `\`${key}\` is not supported by this version, expected it to be left out`;
  const near = didYouMean(key, known);
  return `unknown key ${quoted(key)}${near === "" ? `, expected one of ${known.map(quoted).join(", ")}` : near}`;
}

// src/authz/matchers/argPath.ts
function parseArgPath(key) {
  const steps = [];
  let name = "";
  let isAny = false;
  for (let index = 0; index <= key.length; index++) {
    const character = key[index];
    if (character === void 0 || character === ".") {
      if (name === "" && !isAny)
        return { error: "an empty name in an argument key, expected `a.b`, or `\\.` for a dot" };
      if (name !== "" && isAny)
        return { error: "`*` stands for one whole key, expected it alone, or `\\*` for the character" };
      steps.push(isAny ? { kind: "any" } : { kind: "name", name });
      [name, isAny] = ["", false];
    } else if (character === "*") {
      if (isAny) return { error: "`*` stands for one whole key, expected a single one" };
      isAny = true;
    } else if (character === "\\") {
      const escaped = key[++index];
      if (escaped === void 0)
        return { error: "an argument key ends in a backslash, expected the character it escapes" };
      name += escaped;
    } else {
      name += character;
    }
  }
  return steps.length > MAX_STEPS ? { error: `an argument key of more than ${MAX_STEPS} names` } : steps;
}
var MAX_STEPS = 16;

// src/authz/matchers/coverage.ts
function coverageOf(paths) {
  const root = newNode();
  for (const steps of paths) if (steps.length > 0) addPath(root, steps);
  return (args) => covers([root], args);
}
function newNode() {
  return { isEnd: false, names: /* @__PURE__ */ new Map(), any: null };
}
function addPath(root, steps) {
  let node = root;
  for (const step of steps) {
    const next = (step.kind === "any" ? node.any : node.names.get(step.name)) ?? newNode();
    if (step.kind === "any") node.any = next;
    else node.names.set(step.name, next);
    node = next;
  }
  node.isEnd = true;
}
function covers(nodes, object) {
  return Object.keys(object).every((key) => {
    const below2 = nodes.flatMap(({ names, any: any2 }) => [names.get(key), any2]).filter((node) => node !== void 0 && node !== null);
    if (below2.length === 0) return false;
    if (below2.some(({ isEnd }) => isEnd)) return true;
    const value = object[key];
    return typeof value === "object" && value !== null && !Array.isArray(value) && covers(below2, value);
  });
}

// src/authz/matchers/args.ts
function compileArgs(entries, unlisted) {
  const tests = entries.map(compileEntry);
  const covers2 = unlisted === "deny" ? coverageOf(tests.map(({ steps }) => steps)) : () => true;
  return {
    test(args, environment) {
      const values = args ?? {};
      let open = MATCHED;
      for (const entry of tests) {
        const result = entry.test(values, environment);
        if (result === "miss") return entry.missed;
        if (result === "error" && open === MATCHED) open = entry.erred;
      }
      return covers2(values) ? open : UNLISTED;
    }
  };
}
function argKeyProblem(key) {
  const steps = parseArgPath(key);
  return "error" in steps ? steps.error : null;
}
var MATCHED = { result: "match", key: null, wants: null, unlisted: false };
var UNLISTED = { result: "miss", key: null, wants: null, unlisted: true };
function compileEntry({ key, matcher }) {
  const path = parseArgPath(key);
  const steps = "error" in path ? [] : path;
  const outcome = (result) => ({ result, key, wants: matcher.wants, unlisted: false });
  return {
    steps,
    missed: outcome("miss"),
    erred: outcome("error"),
    test: (values, environment) => steps.length === 0 ? "error" : testAt({ steps, matcher, environment }, values, 0)
  };
}
function testAt(reach, value, depth) {
  const step = reach.steps[depth];
  if (step === void 0 || value === void 0) return reach.matcher.test(value, reach.environment);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "error";
  const object = value;
  if (step.kind === "name") {
    return testAt(reach, Object.hasOwn(object, step.name) ? object[step.name] : void 0, depth + 1);
  }
  const keys2 = Object.keys(object);
  return keys2.length === 0 ? "error" : every(keys2, (key) => testAt(reach, object[key], depth + 1));
}

// src/authz/matchers/publicHost.ts
function isPublicHost(host2) {
  if (host2.startsWith("[")) return isPublicIpv6(host2.slice(1, -1));
  const bytes = ipv4Bytes(host2);
  if (bytes !== null) return !RESERVED_IPV4.some(({ base, bits }) => (bytes ^ base) >>> 32 - bits === 0);
  return host2.includes(".") && !LOCAL_SUFFIXES.some((suffix) => host2.endsWith(suffix));
}
function isIpAddress(host2) {
  return host2.startsWith("[") || ipv4Bytes(host2) !== null;
}
var LOCAL_SUFFIXES = [
  ".localhost",
  ".localdomain",
  ".local",
  ".internal",
  ".intranet",
  ".private",
  ".corp",
  ".home",
  ".lan",
  ".home.arpa",
  ".test",
  ".invalid",
  ".onion"
];
var RESERVED_IPV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4"
].map((block) => {
  const [base = "", bits] = block.split("/");
  return { base: ipv4Bytes(base) ?? 0, bits: Number(bits) };
});
function ipv4Bytes(host2) {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host2)) return null;
  return host2.split(".").reduce((bytes, part) => bytes << 8 | Number(part), 0);
}
function isPublicIpv6(address) {
  const [first = "", second = ""] = address.split(":");
  const [high, low] = [Number.parseInt(first, 16), Number.parseInt(second || "0", 16)];
  if (!(high >= 8192 && high <= 16383)) return false;
  if (high === 8193) return low >= 512 && low !== 3512;
  return high !== 8194 && !(high === 16383 && low < 4096);
}

// src/authz/matchers/urlHost.ts
var HOST_SCHEMES = /* @__PURE__ */ new Map([
  ["https", 443],
  ["http", 80],
  ["wss", 443],
  ["ws", 80],
  ["ftp", 21]
]);
function readUrlHost(text) {
  const authority = AUTHORITY.exec(text)?.[1];
  if (authority === void 0 || !text.isWellFormed() || DOUBTFUL.test(text) || !isPlainAuthority(authority))
    return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const scheme = url?.protocol.slice(0, -1) ?? "";
  const defaultPort = HOST_SCHEMES.get(scheme);
  if (url === null || defaultPort === void 0) return null;
  const host2 = url.hostname.replace(/\.$/, "");
  if (host2 === "" || host2.split(".").includes("")) return null;
  return {
    scheme,
    host: host2,
    port: url.port === "" ? defaultPort : Number(url.port),
    isDefaultPort: url.port === "",
    isCanonical: spelledHost(authority) === host2 || NOT_ASCII.test(authority)
  };
}
var AUTHORITY = /^[a-z]+:\/\/([^/?#]+)/i;
var DOUBTFUL = /[\s\u0000-\u001f\u007f-\u009f\\]/;
var NOT_ASCII = /[^\u0000-\u007f]/;
var AMBIGUOUS_LABEL = /[ßς\u3002]/;
function isPlainAuthority(authority) {
  if (/[@%]/.test(authority) || AMBIGUOUS_LABEL.test(authority)) return false;
  if (!NOT_ASCII.test(authority)) return true;
  return hiddenCharacter(authority) === null && authority.normalize("NFKC") === authority.normalize("NFC");
}
function spelledHost(authority) {
  return authority.replace(/:\d*$/, "").replace(/\.$/, "").toLowerCase();
}

// src/authz/matchers/host.ts
var host = {
  key: "host",
  modifiers: ["schemes"],
  parse(operand, { report, modifier }) {
    const schemes = parseSchemes(modifier("schemes"), report);
    const listed = readTexts(operand, report, "host");
    const patterns = listed?.map((item) => parsePattern(item, report)) ?? [];
    if (listed === null || schemes === null || !patterns.every((pattern) => pattern !== null)) return null;
    return {
      wants: `a URL (${[...schemes].join(", ")}) to ${oneOf(listed.map(({ text }) => text))}`,
      test(value) {
        const url = typeof value === "string" ? readUrlHost(value) : null;
        if (url === null) return "error";
        const listing = patterns.filter((pattern) => pattern.lists(url));
        if (listing.length === 0) return "miss";
        return schemes.has(url.scheme) && listing.some((pattern) => pattern.grants(url)) ? "match" : "error";
      }
    };
  }
};
function parseSchemes(node, report) {
  if (node === void 0) return /* @__PURE__ */ new Set(["https"]);
  const listed = readTexts(node, report, "scheme");
  const unknown = listed?.filter(({ text }) => !HOST_SCHEMES.has(text)) ?? [];
  const known = [...HOST_SCHEMES.keys()];
  for (const { node: at2, text } of unknown) {
    report(
      at2.at,
      `unknown scheme ${quoted(text)}${didYouMean(text, known) || `, expected one of ${known.join(", ")}`}`
    );
  }
  return listed === null || unknown.length > 0 ? null : new Set(listed.map(({ text }) => text));
}
function parsePattern({ node, text }, report) {
  if (text === "*") return { lists: isPublic, grants: (url) => url.isDefaultPort && url.isCanonical };
  const isWildcard = text.startsWith("*.");
  const name = isWildcard ? text.slice(2) : text;
  const base = readUrlHost(`https://${name}`);
  if (base === null || /[/?#*]/.test(name) || isWildcard && isIpAddress(base.host)) {
    report(
      node.at,
      `unexpected host ${quoted(text)}, expected \`example.com\`, \`*.example.com\`, \`example.com:8443\` or \`*\``
    );
    return null;
  }
  const port = /:\d+$/.test(text) ? base.port : null;
  const suffix = `.${base.host}`;
  return {
    lists: (url) => isWildcard ? url.host.endsWith(suffix) : url.host === base.host,
    grants: (url) => port === null ? url.isDefaultPort : url.port === port
  };
}
function isPublic(url) {
  return isPublicHost(url.host);
}

// src/authz/matchers/nested.ts
var each = arrayRow("each", "a list with every item", every);
var any = arrayRow("any", "a list with an item", some);
var keys = {
  key: "keys",
  parse(operand, { report, nested }) {
    if (operand.kind !== "map") return refuse(operand, report, "a map of keys to matchers");
    const matchers = /* @__PURE__ */ new Map();
    for (const { key, value } of operand.entries) {
      const matcher = nested(value);
      if (matcher !== null) matchers.set(key, matcher);
    }
    if (matchers.size < operand.entries.length) return null;
    return {
      wants: matchers.size === 0 ? "an empty object" : `an object of ${oneOf([...matchers.keys()])}`,
      test(value, environment) {
        if (!isObject(value)) return "error";
        if (Object.keys(value).some((key) => !matchers.has(key))) return "miss";
        return every(matchers, ([key, matcher]) => matcher.test(ownValue(value, key), environment));
      }
    };
  }
};
var not = {
  key: "not",
  parse(operand, { nested }) {
    const matcher = nested(operand);
    if (matcher === null) return null;
    return { wants: `not ${matcher.wants}`, test: (value, environment) => NEGATED[matcher.test(value, environment)] };
  }
};
var absent = {
  key: "absent",
  parse(operand, { report }) {
    if (operand.kind !== "scalar" || operand.value !== true) {
      return refuse(operand, report, "`true`, or another matcher for an argument that must be there");
    }
    return { wants: "absent", test: (value) => value === void 0 ? "match" : "miss" };
  }
};
var NEGATED = { match: "miss", miss: "match", error: "error" };
function arrayRow(key, phrase, combine) {
  return {
    key,
    parse(operand, { nested }) {
      const matcher = nested(operand);
      if (matcher === null) return null;
      return {
        wants: `${phrase} ${matcher.wants}`,
        test: (value, environment) => Array.isArray(value) ? combine(value, (item) => matcher.test(item, environment)) : "error"
      };
    }
  };
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function ownValue(object, key) {
  return Object.hasOwn(object, key) ? object[key] : void 0;
}

// src/authz/matchers/size.ts
var sizes = [
  sizeRow("min", "at least", readNumber, numberOf, (size, bound) => size >= bound),
  sizeRow("max", "at most", readNumber, numberOf, (size, bound) => size <= bound),
  sizeRow("min_length", "of a length of at least", readCount, lengthOf, (size, bound) => size >= bound),
  sizeRow("max_length", "of a length of at most", readCount, lengthOf, (size, bound) => size <= bound)
];
function sizeRow(key, phrase, read, sizeOf, holds) {
  return {
    key,
    parse(operand, { report }) {
      const bound = read(operand, report);
      if (bound === null) return null;
      return {
        wants: `${phrase} ${bound}`,
        test(value) {
          const size = sizeOf(value);
          if (size === null) return "error";
          return holds(size, bound) ? "match" : "miss";
        }
      };
    }
  };
}
function numberOf(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
function lengthOf(value) {
  if (Array.isArray(value)) return value.length;
  return typeof value === "string" ? countCodePoints(value) : null;
}
function countCodePoints(text) {
  let pairs = 0;
  for (let index = 0; index < text.length; index++) {
    if ((text.codePointAt(index) ?? 0) > 65535) {
      pairs++;
      index++;
    }
  }
  return text.length - pairs;
}

// src/authz/glob.ts
import micromatch from "micromatch";

// src/authz/globMatch.ts
function matchRun(run, text, start, end) {
  let at2 = start;
  let place = 0;
  let star = -1;
  let starAt = start;
  while (at2 < end) {
    const element = run[place];
    if (element?.kind === "star") {
      if (place === run.length - 1) return true;
      star = place++;
      starAt = at2;
      continue;
    }
    const code = text.codePointAt(at2) ?? 0;
    if (element !== void 0 && accepts(element, code)) {
      place++;
      at2 += width(code);
      continue;
    }
    if (star < 0) return false;
    starAt += width(text.codePointAt(starAt) ?? 0);
    at2 = starAt;
    place = star + 1;
  }
  while (run[place]?.kind === "star") place++;
  return place === run.length;
}
function matchSegments(segments, text) {
  let start = 0;
  let place = 0;
  let star = -1;
  let starStart = 0;
  while (start <= text.length) {
    const segment = segments[place];
    if (segment === "globstar") {
      if (place === segments.length - 1) return true;
      star = place++;
      starStart = start;
      continue;
    }
    const end = segmentEnd(text, start);
    if (segment !== void 0 && matchRun(segment, text, start, end)) {
      place++;
      start = end + 1;
      continue;
    }
    if (star < 0) return false;
    starStart = segmentEnd(text, starStart) + 1;
    start = starStart;
    place = star + 1;
  }
  while (segments[place] === "globstar") place++;
  return place === segments.length;
}
function segmentEnd(text, start) {
  const slash = text.indexOf("/", start);
  return slash < 0 ? text.length : slash;
}
function accepts(element, code) {
  switch (element.kind) {
    case "char":
      return element.code === code;
    case "any":
    case "star":
      return true;
    case "class":
      return element.ranges.some(([low, high]) => low <= code && code <= high) !== element.negated;
  }
}
function width(code) {
  return code > 65535 ? 2 : 1;
}

// src/authz/globToken.ts
function tokenizeGlob(pattern, separator) {
  const early = patternProblem(pattern);
  if (early !== null) return { error: early };
  const characters = Array.from(pattern.normalize("NFC"));
  const tokens = [];
  let depth = 0;
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? "";
    const next = characters[index + 1];
    if (EXTGLOB.has(character) && next === "(") return { error: extglobHint(character) };
    if (character === "\\") {
      if (next === void 0) return { error: "the pattern ends in a backslash, expected the character it escapes" };
      tokens.push(char(next));
      index++;
    } else if (character === "[") {
      const found = readClass(characters, index + 1, separator);
      if ("error" in found) return found;
      tokens.push(found.token);
      index = found.end;
    } else if (character === "|") {
      return { error: "unexpected `|`, expected `{a,b}` for alternatives or `\\|` for the character" };
    } else {
      if (character === "{") depth++;
      if (character === "}" && --depth < 0) return { error: "unexpected `}`, expected `\\}` for the character" };
      tokens.push(character === "," && depth === 0 ? char(",") : SPECIAL.get(character) ?? char(character));
    }
  }
  return depth > 0 ? { error: "unclosed `{`, expected `}`, or `\\{` for the character" } : tokens;
}
var MAX_PATTERN = 2048;
var EXTGLOB = /* @__PURE__ */ new Set(["@", "!", "+", "?", "*"]);
var SPECIAL = /* @__PURE__ */ new Map([
  ["*", { kind: "star" }],
  ["?", { kind: "any" }],
  ["{", { kind: "open" }],
  [",", { kind: "comma" }],
  ["}", { kind: "close" }]
]);
function patternProblem(pattern) {
  if (pattern === "") return "the pattern is empty, expected `*` for any";
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  if (pattern.startsWith("!")) {
    return "a pattern cannot be negated with `!`, expected a rule with the opposite effect, or `\\!` for the character";
  }
  const hidden = hiddenCharacter(pattern);
  return hidden === null ? null : `the pattern has an invisible character (${hidden}), expected only visible ones`;
}
function extglobHint(character) {
  return `\`${character}(\` starts an extended glob, expected \`{a,b}\` for alternatives or \`${character}\\(\` for the character`;
}
function char(character) {
  return { kind: "char", code: codeOf(character) };
}
function codeOf(character) {
  return character.codePointAt(0) ?? 0;
}
function readClass(characters, from, separator) {
  const negated = characters[from] === "!";
  if (characters[from] === "^") return { error: "unexpected `[^`, expected `[!` to negate, or `[\\^`" };
  const ranges = [];
  let index = negated ? from + 1 : from;
  while (characters[index] !== "]") {
    const low = readMember(characters, index);
    if ("error" in low) return low;
    index = low.next;
    let high = low;
    if (characters[index] === "-" && characters[index + 1] !== "]") {
      high = readMember(characters, index + 1);
      if ("error" in high) return high;
      index = high.next;
    }
    if (high.code < low.code) return { error: "the range in `[...]` runs backwards, expected the lower end first" };
    ranges.push([low.code, high.code]);
  }
  if (ranges.length === 0) return { error: "empty `[]`, expected characters in it, or `\\[` for the character" };
  if (separator !== null && ranges.some(([low, high]) => low === high && low === codeOf(separator))) {
    return { error: `\`[...]\` never matches \`${separator}\` in a path, expected it outside of the brackets` };
  }
  return { token: { kind: "class", negated, ranges }, end: index };
}
function readMember(characters, index) {
  const character = characters[index];
  if (character === "[") return { error: "unexpected `[` in `[...]`, expected `\\[` for the character" };
  const escaped = character === "\\" ? characters[index + 1] : character;
  if (escaped === void 0) return { error: "unclosed `[`, expected `]`, or `\\[` for the character" };
  return { code: codeOf(escaped), next: index + (character === "\\" ? 2 : 1) };
}

// src/authz/glob.ts
function compileGlob(pattern, options) {
  const tokens = tokenizeGlob(pattern, options.separator);
  if ("error" in tokens) return tokens;
  const expanded = expandBraces(tokens);
  if ("error" in expanded) return expanded;
  const compiled = [];
  for (const elements of expanded) {
    const alternative = options.separator === null ? compileName(elements) : compilePath(elements);
    if ("error" in alternative) return alternative;
    compiled.push(alternative);
  }
  return join(compiled);
}
var MAX_ALTERNATIVES = 256;
var MAX_DEPTH = 8;
var FIRST_PLACEHOLDER = 57344;
var SLASH = 47;
function expandBraces(tokens) {
  const error = braceProblem(tokens);
  if (error !== null) return { error };
  const elements = tokens.filter((token) => isElement(token));
  if (elements.length === tokens.length) return [elements];
  const shape = tokens.map((token, index) => STRUCTURE.get(token.kind) ?? placeholder(index)).join("");
  return micromatch.braces(shape, { expand: true }).map((alternative) => {
    return Array.from(alternative, (character) => tokens[character.charCodeAt(0) - FIRST_PLACEHOLDER]).filter(
      (token) => token !== void 0 && isElement(token)
    );
  });
}
var STRUCTURE = /* @__PURE__ */ new Map([
  ["open", "{"],
  ["comma", ","],
  ["close", "}"]
]);
function placeholder(index) {
  return String.fromCharCode(FIRST_PLACEHOLDER + index);
}
function isElement(token) {
  return !STRUCTURE.has(token.kind);
}
function braceProblem(tokens) {
  const outer = [];
  let sum = 0;
  let product = 1;
  for (const { kind } of tokens) {
    if (kind === "open") {
      if (outer.push({ sum, product }) > MAX_DEPTH) return `braces are nested more than ${MAX_DEPTH} deep`;
      [sum, product] = [0, 1];
    } else if (kind === "comma") {
      [sum, product] = [sum + product, 1];
    } else if (kind === "close") {
      if (sum === 0) return "braces with a single alternative, expected `{a,b}`, or `\\{` and `\\}` for the characters";
      const parent = outer.pop() ?? { sum: 0, product: 1 };
      [sum, product] = [parent.sum, parent.product * (sum + product)];
    }
    if (sum + product > MAX_ALTERNATIVES) return `the braces expand to more than ${MAX_ALTERNATIVES} alternatives`;
  }
  return null;
}
function compileName(elements) {
  const run = collapseStars(elements);
  const literalPrefix = leadingText(run);
  if (literalPrefix.rest === 0) return literal(literalPrefix.text);
  return {
    literalPrefix: literalPrefix.text,
    isLiteral: false,
    accepts: (text) => text.startsWith(literalPrefix.text) && matchRun(run, text, 0, text.length)
  };
}
function compilePath(elements) {
  const segments = [];
  for (const part of splitAtSlash(elements)) {
    const segment = compileSegment(part);
    if (typeof segment === "object" && "error" in segment) return segment;
    if (segment !== "globstar" || segments.at(-1) !== "globstar") segments.push(segment);
  }
  const { text: prefix, rest } = leadingPath(segments);
  if (rest === 0) return hasDotSegment(prefix) ? { error: DOT_SEGMENT2 } : literal(prefix);
  return {
    literalPrefix: prefix,
    isLiteral: false,
    accepts: (text) => text !== "" && text.startsWith(prefix) && !hasDotSegment(text) && matchSegments(segments, text)
  };
}
var DOT_SEGMENT2 = "a `.` or `..` segment never matches, expected the path that it stands for";
var PARTIAL_GLOBSTAR = "`**` within a path segment, expected `**` as a whole segment (`dir/**`), or `*`";
function compileSegment(part) {
  const stars = part.filter(({ kind }) => kind === "star").length;
  if (stars === 2 && part.length === 2) return "globstar";
  const run = collapseStars(part);
  if (run.filter(({ kind }) => kind === "star").length < stars) return { error: PARTIAL_GLOBSTAR };
  const { text, rest } = leadingText(run);
  if (rest === 0 && hasDotSegment(text)) return { error: DOT_SEGMENT2 };
  return run.length === 1 && run[0]?.kind === "star" ? [{ kind: "any" }, ...run] : run;
}
function splitAtSlash(elements) {
  const parts = [[]];
  for (const element of elements) {
    if (element.kind === "char" && element.code === SLASH) parts.push([]);
    else parts.at(-1)?.push(element);
  }
  return parts;
}
function collapseStars(elements) {
  return elements.filter(({ kind }, index) => kind !== "star" || elements[index - 1]?.kind !== "star");
}
function leadingText(run) {
  let text = "";
  let count = 0;
  for (const element of run) {
    if (element.kind !== "char") break;
    text += String.fromCodePoint(element.code);
    count++;
  }
  return { text, rest: run.length - count };
}
function leadingPath(segments) {
  let text = "";
  for (const [index, segment] of segments.entries()) {
    if (segment === "globstar") return { text, rest: segments.length - index };
    const lead = leadingText(segment);
    text += (index === 0 ? "" : "/") + lead.text;
    if (lead.rest > 0) return { text, rest: segments.length - index };
  }
  return { text, rest: 0 };
}
function literal(expected) {
  return { literalPrefix: expected, isLiteral: true, accepts: (text) => text === expected };
}
function join(compiled) {
  const [only] = compiled;
  if (only !== void 0 && compiled.length === 1) {
    return { ...toAlternative(only), alternatives: [only], test: (text) => only.accepts(text.normalize("NFC")) };
  }
  return {
    literalPrefix: commonPrefix(compiled.map(({ literalPrefix }) => literalPrefix)),
    isLiteral: false,
    alternatives: compiled,
    test(text) {
      const composed = text.normalize("NFC");
      return compiled.some((alternative) => alternative.accepts(composed));
    }
  };
}
function toAlternative({ literalPrefix, isLiteral }) {
  return { literalPrefix, isLiteral };
}
function commonPrefix(texts) {
  let prefix = texts[0] ?? "";
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

// src/authz/matchers/text.ts
var glob = {
  key: "glob",
  parse(operand, { report }) {
    const patterns = readTexts(operand, report, "pattern");
    if (patterns === null) return null;
    const globs = [];
    for (const { node, text } of patterns) {
      const compiled = compileGlob(text, { separator: "/" });
      if ("error" in compiled) report(node.at, `${compiled.error}, in ${quoted(text)}`);
      else globs.push(compiled);
    }
    if (globs.length < patterns.length) return null;
    return {
      wants: `like ${oneOf(patterns.map(({ text }) => text))}`,
      test(value) {
        if (typeof value !== "string" || !isPlainPath(value)) return "error";
        return globs.some((compiled) => compiled.test(value)) ? "match" : "miss";
      }
    };
  }
};
var matches = {
  key: "matches",
  parse(operand, { report, regex }) {
    const patterns = readTexts(operand, report, "regular expression");
    if (patterns === null) return null;
    const tests = [];
    for (const { node, text } of patterns) {
      const compiled = regex === null ? NO_ENGINE : regex(text);
      if ("error" in compiled) report(node.at, `${compiled.error}, expected RE2 syntax, in ${quoted(text)}`);
      else tests.push((value) => compiled.test(value));
    }
    if (tests.length < patterns.length) return null;
    return {
      wants: `matching ${oneOf(patterns.map(({ text }) => text))}`,
      test(value) {
        if (typeof value !== "string") return "error";
        try {
          return tests.some((test) => test(value)) ? "match" : "miss";
        } catch {
          return "error";
        }
      }
    };
  }
};
var NO_ENGINE = { error: "the regular expression engine is not loaded" };

// src/authz/matchers/type.ts
var type = {
  key: "type",
  parse(operand, { report }) {
    const names = readTexts(operand, report, `type (${[...TYPES.keys()].join(", ")})`);
    if (names === null) return null;
    const tests = [];
    for (const { node, text } of names) {
      const test = TYPES.get(text);
      if (test !== void 0) tests.push(test);
      else report(node.at, `unknown type ${quoted(text)}${didYouMean(text, TYPES.keys()) || EXPECTED}`);
    }
    if (tests.length < names.length) return null;
    return {
      wants: `of type ${names.map(({ text }) => text).join(" or ")}`,
      test: (value) => value === void 0 ? "error" : tests.some((test) => test(value)) ? "match" : "miss"
    };
  }
};
var TYPES = /* @__PURE__ */ new Map([
  ["string", (value) => typeof value === "string"],
  ["number", (value) => typeof value === "number"],
  ["integer", (value) => Number.isInteger(value)],
  ["boolean", (value) => typeof value === "boolean"],
  ["array", (value) => Array.isArray(value)],
  ["object", (value) => typeof value === "object" && value !== null && !Array.isArray(value)],
  ["null", (value) => value === null]
]);
var EXPECTED = `, expected one of ${[...TYPES.keys()].join(", ")}`;

// src/authz/matchers/pathPlace.ts
function createPathPlaces(realpath) {
  if (realpath === null) return { of: (path) => [normalize(path)] };
  const resolve2 = frugal(realpath);
  return {
    of(path) {
      const byText = resolveLongest(normalize(path), resolve2);
      if (!hasParentStep(path)) return [byText];
      const byStep = walk(path, resolve2);
      return byText === byStep ? [byText] : [byText, byStep];
    }
  };
}
var MAX_LOOKUPS = 4096;
var PER_PROCESS = /^\/(?:proc|dev)\//;
function frugal(realpath) {
  const known = /* @__PURE__ */ new Map();
  return (path) => {
    const before = known.get(path);
    if (before !== void 0) return before;
    if (known.size === MAX_LOOKUPS) throw new Error("too many paths to resolve");
    const real = realpath(path);
    if (real !== null && !real.startsWith("/")) throw new Error("expected an absolute path");
    if (real !== path && PER_PROCESS.test(path)) throw new Error("a link that each process sees in its own way");
    known.set(path, real);
    return real;
  };
}
function normalize(path) {
  const names = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}
function hasParentStep(path) {
  return `${path}/`.includes("/../");
}
function resolveLongest(path, resolve2) {
  const whole = resolve2(path);
  if (whole !== null) return whole;
  const names = path.split("/").slice(1);
  let existing = 0;
  let missing = names.length;
  while (missing - existing > 1) {
    const middle = existing + missing >> 1;
    if (resolve2(`/${names.slice(0, middle).join("/")}`) === null) missing = middle;
    else existing = middle;
  }
  const ancestor = resolve2(`/${names.slice(0, existing).join("/")}`) ?? "/";
  return append2(ancestor, names.slice(existing).join("/"));
}
function walk(path, resolve2) {
  let place = "/";
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      place = place.slice(0, place.lastIndexOf("/")) || "/";
      continue;
    }
    const next = append2(place, name);
    place = resolve2(next) ?? next;
  }
  return place;
}
function append2(place, rest) {
  return place === "/" ? `/${rest}` : `${place}/${rest}`;
}

// src/authz/matchers/pathReading.ts
function readPath(text, surroundings) {
  const spellings = text.length > MAX_PATH ? null : spellingsOf(text);
  if (spellings === null) return UNCLEAR2;
  const paths = /* @__PURE__ */ new Set();
  let none = 0;
  for (const spelling of spellings) {
    const reading = readSpelling(spelling, surroundings);
    if (reading.kind === "unclear") return UNCLEAR2;
    if (reading.kind === "none") none++;
    else paths.add(reading.path);
  }
  if (none === spellings.size) return NONE;
  return none > 0 ? UNCLEAR2 : { kind: "paths", paths: [...paths] };
}
var UNCLEAR2 = { kind: "unclear" };
var NONE = { kind: "none" };
var MAX_PATH = 4096;
var MAX_DECODINGS = 3;
function spellingsOf(text) {
  const spellings = /* @__PURE__ */ new Set([text, text.trim()]);
  let current = text;
  for (let round = 0; ESCAPES.test(current); round++) {
    if (round === MAX_DECODINGS) return null;
    try {
      current = current.replaceAll(ESCAPE_RUNS, (run) => decodeURIComponent(run));
    } catch {
      return null;
    }
    spellings.add(current).add(current.trim());
  }
  return spellings;
}
var ESCAPES = /%[0-9a-f]{2}/i;
var ESCAPE_RUNS = /(?:%[0-9a-f]{2})+/gi;
function readSpelling(text, { cwd, home }) {
  if (text === "" || NEVER_IN_A_PATH.test(text) || !text.isWellFormed()) return UNCLEAR2;
  const isFileUrl = FILE_URL.test(text);
  const local = isFileUrl ? text.replace(LOCAL_FILE_URL, "") : text;
  if (isFileUrl && (!local.startsWith("/") || URL_TAIL.test(local))) return UNCLEAR2;
  if (!isFileUrl && SCHEME.test(local)) return HIERARCHICAL.test(local) ? NONE : UNCLEAR2;
  if (local.startsWith("//") || DRIVE.test(local) || local.split("/").some((name) => SHORT_NAME.test(name))) {
    return UNCLEAR2;
  }
  if (local.startsWith("~")) return TILDE.test(local) ? below(home, local.slice(1)) : UNCLEAR2;
  return local.startsWith("/") ? { kind: "path", path: local } : below(cwd, `/${local}`);
}
function below(base, rest) {
  return base.startsWith("/") && !base.startsWith("//") ? { kind: "path", path: base + rest } : UNCLEAR2;
}
var NEVER_IN_A_PATH = /[\u0000-\u001f\u007f-\u009f\\]/;
var FILE_URL = /^file:/i;
var LOCAL_FILE_URL = /^file:(?:\/\/(?:localhost)?(?=\/))?/i;
var URL_TAIL = /[?#]/;
var SCHEME = /^[a-z][a-z0-9+.-]*:/i;
var HIERARCHICAL = /^[a-z][a-z0-9+.-]+:\/\//i;
var DRIVE = /^\/[a-z][:|](?:\/|$)/i;
var TILDE = /^~(?:\/|$)/;
var SHORT_NAME = /^[^~.]{1,6}~\d{1,4}(?:\.[^.]{0,3})?$/;

// src/authz/matchers/under.ts
var under = {
  key: "under",
  parse(operand, { report }) {
    const listed = readTexts(operand, report, "directory");
    if (listed === null || listed.filter((directory) => !isDirectory(directory, report)).length > 0) return null;
    const directories = listed.map(({ text }) => text);
    return {
      wants: `under ${oneOf(directories)}`,
      test(value, environment) {
        try {
          return judge(value, directories, environment);
        } catch {
          return "error";
        }
      }
    };
  }
};
function isDirectory({ node, text }, report) {
  const problem = directoryProblem(text);
  if (problem !== null) report(node.at, `${problem}, in ${quoted(text)}`);
  return problem === null;
}
function directoryProblem(text) {
  if (!/^(?:\/|~(?:\/|$))/.test(text)) return "expected an absolute path, or one that starts with `~/`";
  if (text.startsWith("//")) return "expected a single `/` at the start";
  if (/[\u0000-\u001f\u007f-\u009f\\]/.test(text)) return "unexpected control character or backslash in a path";
  if (text.includes("*")) return "unexpected wildcard, expected a directory (all below it is included)";
  return /(?:^|\/)\.{1,2}(?:\/|$)/.test(text) ? "unexpected `.` or `..` in a path, expected the directory itself" : null;
}
function judge(value, directories, environment) {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0) return "error";
  const places = createPathPlaces(environment.realpath);
  const roots = directories.flatMap((directory) => places.of(expandHome(directory, environment.home)));
  let verdict2 = null;
  for (const item of values) {
    const next = typeof item === "string" ? judgePath(item, roots, places, environment) : "error";
    if (next === "error" || verdict2 !== null && verdict2 !== next) return "error";
    verdict2 = next;
  }
  return verdict2 ?? "error";
}
function expandHome(directory, home) {
  if (!directory.startsWith("~")) return directory;
  if (!home.startsWith("/")) throw new Error("the home directory is not an absolute path");
  return home + directory.slice(1);
}
function judgePath(text, roots, places, environment) {
  const reading = readPath(text, environment);
  if (reading.kind !== "paths") return reading.kind === "none" ? "miss" : "error";
  const inside = reading.paths.flatMap((path) => places.of(path)).map((place) => isInside(place, roots));
  return inside.every(Boolean) ? "match" : inside.some(Boolean) ? "error" : "miss";
}
function isInside(place, roots) {
  return roots.some((root) => root === "/" || place === root || place.startsWith(`${root}/`));
}

// src/authz/matchers/value.ts
var equals = {
  key: "equals",
  parse(operand, { report }) {
    const expected = readJson(operand, report);
    return expected === null ? null : equalTo([expected.json], "equal to ");
  }
};
var oneOfList = {
  key: "in",
  parse(operand, { report }) {
    if (operand.kind !== "seq" || operand.items.length === 0) {
      return refuse(operand, report, "a list of at least one value");
    }
    const expected = readJson(operand, report);
    return expected !== null && Array.isArray(expected.json) ? equalTo(expected.json, "one of ") : null;
  }
};
function equalTo(expected, verb) {
  const scalars = new Set(expected.filter((json) => !isComposite(json)));
  const composites = expected.filter((json) => isComposite(json));
  const test = (value) => isComposite(value) ? composites.some((json) => isEqual(json, value)) : scalars.has(value);
  return {
    wants: verb + oneOf(expected.map((json) => typeof json === "string" ? json : JSON.stringify(json))),
    test: (value) => value === void 0 ? "error" : test(value) ? "match" : "miss"
  };
}
function isComposite(json) {
  return typeof json === "object" && json !== null;
}
function isEqual(expected, value) {
  if (typeof expected !== "object" || typeof value !== "object" || expected === null || value === null) {
    return expected === value;
  }
  if (Array.isArray(expected) || Array.isArray(value)) {
    return Array.isArray(expected) && Array.isArray(value) && expected.length === value.length && expected.every((item, index) => isEqual(item, value[index] ?? null));
  }
  const keys2 = Object.keys(expected);
  return keys2.length === Object.keys(value).length && keys2.every((key) => Object.hasOwn(value, key) && isEqual(expected[key] ?? null, value[key] ?? null));
}

// src/authz/matchers/table.ts
var ROWS = [
  equals,
  oneOfList,
  glob,
  matches,
  under,
  host,
  type,
  ...sizes,
  each,
  any,
  keys,
  not,
  absent
];
function parseMatchers(node, report, options, depth = 0) {
  if (depth > MAX_DEPTH2) {
    report(node.at, `matchers are nested more than ${MAX_DEPTH2} deep`);
    return null;
  }
  if (node.kind === "map") return parseMap(node, report, options, depth);
  if (node.kind === "scalar" && node.value === null) {
    report(
      node.at,
      `unexpected empty value, expected a value, a list or matchers (\`{ equals: null }\` for null itself)`
    );
    return null;
  }
  const row = node.kind === "seq" ? oneOfList : equals;
  return row.parse(node, contextOf([], report, options, depth));
}
var MAX_DEPTH2 = 16;
var OPTIONAL = "optional";
var BY_KEY = new Map(ROWS.map((row) => [row.key, row]));
var OWNERS = new Map(
  ROWS.flatMap(({ key, modifiers = [] }) => modifiers.map((modifier) => [modifier, key]))
);
function parseMap({ at: at2, entries }, report, options, depth) {
  const context = contextOf(entries, report, options, depth);
  const compiled = [];
  let problems = 0;
  let isOptional = false;
  for (const entry of entries) {
    const row = BY_KEY.get(entry.key);
    if (entry.key === OPTIONAL) {
      isOptional = entry.value.kind === "scalar" && entry.value.value === true;
      if (!isOptional)
        report(entry.value.at, `\`${OPTIONAL}\` takes \`true\` only; leave it out for an argument that must be there`);
      if (!isOptional) problems++;
    } else if (row !== void 0) {
      const matcher = row.parse(entry.value, context);
      if (matcher === null) problems++;
      else compiled.push(matcher);
    } else if (!isModifier(entry, entries, report)) {
      problems++;
    }
  }
  if (problems === 0 && compiled.length > 0) return isOptional ? optional(allOf(compiled)) : allOf(compiled);
  if (problems === 0) report(at2, "no matcher, expected at least one, such as `{ type: string }`");
  return null;
}
function isModifier({ key, keyAt }, entries, report) {
  const owner = OWNERS.get(key);
  if (owner === void 0) {
    const known = [...BY_KEY.keys(), ...OWNERS.keys(), OPTIONAL];
    report(keyAt, `unknown matcher ${quoted(key)}${didYouMean(key, known) || `, expected one of ${known.join(", ")}`}`);
    return false;
  }
  const isOwned = entries.some((entry) => entry.key === owner);
  if (!isOwned) report(keyAt, `\`${key}\` refines \`${owner}\`, expected \`${owner}\` beside it`);
  return isOwned;
}
function contextOf(entries, report, options, depth) {
  return {
    report,
    regex: options.regex,
    nested: (node) => parseMatchers(node, report, options, depth + 1),
    modifier: (key) => entries.find((entry) => entry.key === key)?.value
  };
}

// src/authz/owasp.ts
var OWASP_THREATS = /* @__PURE__ */ new Map([
  // OWASP Top 10 for Agentic Applications 2026
  ["ASI01", "Agent Goal Hijack"],
  ["ASI02", "Tool Misuse and Exploitation"],
  ["ASI03", "Identity and Privilege Abuse"],
  ["ASI04", "Agentic Supply Chain Vulnerabilities"],
  ["ASI05", "Unexpected Code Execution"],
  ["ASI06", "Memory and Context Poisoning"],
  ["ASI07", "Insecure Inter-Agent Communication"],
  ["ASI08", "Cascading Failures"],
  ["ASI09", "Human-Agent Trust Exploitation"],
  ["ASI10", "Rogue Agents"],
  // OWASP Top 10 for LLM Applications 2025
  ["LLM01", "Prompt Injection"],
  ["LLM02", "Sensitive Information Disclosure"],
  ["LLM03", "Supply Chain"],
  ["LLM04", "Data and Model Poisoning"],
  ["LLM05", "Improper Output Handling"],
  ["LLM06", "Excessive Agency"],
  ["LLM07", "System Prompt Leakage"],
  ["LLM08", "Vector and Embedding Weaknesses"],
  ["LLM09", "Misinformation"],
  ["LLM10", "Unbounded Consumption"],
  // OWASP MCP Top 10 2025 (beta)
  ["MCP01", "Token Mismanagement and Secret Exposure"],
  ["MCP02", "Privilege Escalation via Scope Creep"],
  ["MCP03", "Tool Poisoning"],
  ["MCP04", "Software Supply Chain Attacks and Dependency Tampering"],
  ["MCP05", "Command Injection and Execution"],
  ["MCP06", "Intent Flow Subversion"],
  ["MCP07", "Insufficient Authentication and Authorization"],
  ["MCP08", "Lack of Audit and Telemetry"],
  ["MCP09", "Shadow MCP Servers"],
  ["MCP10", "Context Injection and Over-Sharing"]
]);

// src/authz/patterns.ts
function readPatterns(node, what, report, separator = null) {
  const operands = readTexts(node, report, what) ?? [];
  return operands.map((operand) => compile(operand, separator, report)).filter((pattern) => pattern !== null);
}
function readPatternList(node, what, report) {
  const list = readList(node, `a list of globs on ${what} names, such as \`["*"]\``, report);
  return list === null ? [] : readPatterns(node, `a glob on the name of ${what}s`, report);
}
function readActions(node, report) {
  const operands = readTexts(node, report, "a glob on the name of a tool") ?? [];
  return operands.map((operand) => readAction(operand, report)).filter((pattern) => pattern !== null);
}
function readOwasp(node, report) {
  if (node === void 0) return [];
  const list = readList(node, "a list of threat ids, such as `[ASI02, MCP05]`", report);
  const operands = list === null ? [] : readTexts(node, report, "a threat id") ?? [];
  for (const { node: each2, text } of operands) {
    if (OWASP_THREATS.has(text)) continue;
    const near = didYouMean(text, OWASP_THREATS.keys());
    report(
      each2.at,
      `unknown threat id ${quoted(text)}, expected ASI01 to ASI10, LLM01 to LLM10 or MCP01 to MCP10${near}`
    );
  }
  return [...new Set(operands.map(({ text }) => text))];
}
function readAction(operand, report) {
  const { node, text } = operand;
  const slash = text.indexOf("/");
  if (slash === 0 || slash === text.length - 1) return refuse(node, report, "`tool` or `server/tool`");
  const server = slash < 0 ? null : compile({ node, text: text.slice(0, slash) }, null, report);
  const name = compile({ node, text: text.slice(slash + 1) }, null, report);
  return name === null ? null : { text, server: server?.glob ?? null, name: name.glob };
}
function compile({ node, text }, separator, report) {
  const glob2 = compileGlob(text, { separator });
  if (!("error" in glob2)) return { text, glob: glob2 };
  report(node.at, `the glob ${quoted(text)} cannot be read: ${glob2.error}`);
  return null;
}

// src/authz/parseRule.ts
function parseRule(node, defaults, context) {
  const { report } = context;
  const fields = readFields(node, RULE_KEYS, report, "a rule: a map with `action`, `effect` and `reason`");
  if (fields === null) return null;
  const { values } = fields;
  const id = values.get("id");
  const effect = required(fields, "effect", "`allow`, `deny` or `ask`", report);
  const reason = required(fields, "reason", "a sentence for people and models", report);
  const resource = values.get("resource");
  const method = readMethod(fields, context);
  const decided = (effect === null ? null : readChoice(effect, "effect", EFFECTS, report)) ?? "deny";
  return {
    id: id === void 0 ? defaults.id : readName(id, "the id of the rule", report) ?? defaults.id,
    effect: decided,
    reason: reason === null ? "" : readText(reason, "a sentence", report) ?? "",
    action: readAction2(fields, method, context),
    method,
    resource: resource === void 0 ? null : readPatterns(resource, "a glob on the URI", report, "/"),
    args: readArgs(fields, decided, context),
    conditions: readConditions(fields, decided, context),
    owasp: [.../* @__PURE__ */ new Set([...defaults.owasp, ...readOwasp(values.get("owasp"), report)])]
  };
}
var RULE_KEYS = {
  known: ["id", "action", "method", "resource", "effect", "reason", "args", "unlisted_args", "conditions", "owasp"],
  later: /* @__PURE__ */ new Set(["when", "rate_limit", "result", "ask"])
};
var EFFECTS = ["allow", "deny", "ask"];
var UNLISTED2 = ["allow", "deny"];
var NAMED_METHODS2 = /* @__PURE__ */ new Set(["tools/call", "prompts/get"]);
var NAMELESS_METHODS = /* @__PURE__ */ new Set([
  "resources/read",
  "resources/subscribe",
  "sampling/createMessage",
  "elicitation/create",
  "roots/list"
]);
var DEFAULT_METHOD = "tools/call";
function readMethod({ node, values }, { report, warn }) {
  const method = values.get("method") ?? { kind: "scalar", at: node.at, value: DEFAULT_METHOD };
  const patterns = readPatterns(method, "a glob on the name of a method", report);
  for (const { text, glob: glob2 } of patterns) {
    const near = didYouMean(text, [...NAMED_METHODS2, ...NAMELESS_METHODS]);
    if (glob2.isLiteral && !NAMED_METHODS2.has(text) && !NAMELESS_METHODS.has(text) && near !== "") {
      warn(method.at, `no method of MCP is named ${quoted(text)}${near}`);
    }
  }
  return patterns;
}
function readAction2(fields, method, { report, warn }) {
  const node = fields.values.get("action");
  const only = (methods) => method.length > 0 && method.every(({ text }) => methods.has(text));
  if (node === void 0) {
    if (only(NAMED_METHODS2)) required(fields, "action", 'a glob on the name of a tool, `"*"` for any', report);
    return null;
  }
  const actions = readActions(node, report);
  const anyName2 = actions.some(({ text }) => text === "*");
  if (only(NAMELESS_METHODS) && !anyName2) {
    report(
      node.at,
      `\`action\` never matches ${method.map(({ text }) => quoted(text)).join(", ")}, which names none, expected \`resource\` or neither`
    );
  }
  if (fields.values.has("resource") && only(NAMED_METHODS2)) {
    warn(
      node.at,
      "a call of a tool or prompt has no resource in MCP: with `resource`, an allow rule never matches it and a deny rule always does"
    );
  }
  return actions;
}
function readArgs({ values }, effect, context) {
  const { report } = context;
  const node = values.get("args");
  const unlistedNode = values.get("unlisted_args");
  if (node === void 0 && unlistedNode === void 0) return null;
  const given = unlistedNode === void 0 ? null : readChoice(unlistedNode, "value", UNLISTED2, report);
  if (effect === "deny" && given === "deny" && unlistedNode !== void 0) {
    report(
      unlistedNode.at,
      "`unlisted_args: deny` would let a call escape this deny rule by one more argument, expected `allow`"
    );
  }
  const unlisted = given ?? (effect === "deny" ? "allow" : "deny");
  const entries = node === void 0 ? [] : readArgEntries(node, context);
  const written = node === void 0 ? {} : readJson(node, report)?.json;
  return { written: isObject2(written) ? written : {}, unlisted, matcher: compileArgs(entries, unlisted) };
}
function readArgEntries(node, { report, regex }) {
  if (node.kind !== "map" || node.entries.length === 0) {
    refuse(node, report, 'a map of arguments and what each must be, such as `path: { under: ["/data"] }`');
    return [];
  }
  const entries = [];
  for (const { key, keyAt, value } of node.entries) {
    const problem = argKeyProblem(key);
    if (problem !== null) report(keyAt, `the argument ${quoted(key)} cannot be read: ${problem}`);
    const matcher = parseMatchers(value, report, { regex });
    if (matcher !== null) entries.push({ key, matcher });
  }
  return entries;
}
function readConditions({ values }, effect, context) {
  const node = values.get("conditions");
  if (node === void 0) return [];
  if (node.kind !== "map" || node.entries.length === 0) {
    refuse(node, context.report, "a map of context keys and what each must be");
    return [];
  }
  if (effect !== "deny") {
    context.warn(node.at, "the context is what the caller says of itself: it narrows this rule, it proves nothing");
  }
  return node.entries.map(({ key, value }) => readCondition(key, value, context)).filter((condition) => condition !== null);
}
function readCondition(key, node, { report }) {
  if (node.kind !== "scalar" || node.value === null) return refuse(node, report, "a glob, a number, `true` or `false`");
  if (typeof node.value !== "string") return { key, kind: "value", value: node.value };
  const [pattern] = readPatterns(node, "a glob", report);
  return pattern === void 0 ? null : { key, kind: "glob", pattern };
}
function isObject2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/authz/parse.ts
function parsePolicy(file, node, options) {
  const problems = [];
  const warnings = [];
  const report = collect(file, problems);
  const fields = readFields(node, POLICY_KEYS, report, "a policy: a map with `name`, `agents` and `rules`");
  if (fields === null) return { problems };
  const policy = parseFields(fields, { report, warn: collect(file, warnings), regex: options.regex });
  return problems.length > 0 ? { problems } : { policy, warnings };
}
var POLICY_KEYS = {
  known: ["name", "description", "priority", "agents", "servers", "mode", "owasp", "rules"],
  later: /* @__PURE__ */ new Set(["agent", "tools", "everything_else"])
};
var MODES = ["enforce", "observe"];
function collect(file, problems) {
  return (at2, message) => problems.push({ file, at: at2, message });
}
function parseFields(fields, context) {
  const { report } = context;
  const { values } = fields;
  const name = required(fields, "name", "the name of the policy", report);
  const description = values.get("description");
  const priority = values.get("priority");
  const mode = values.get("mode");
  const policy = {
    name: name === null ? "" : readName(name, "the name of the policy", report) ?? "",
    description: description === void 0 ? null : readText(description, "a description", report),
    priority: priority === void 0 ? 0 : readInteger(priority, 0, 100, report) ?? 0,
    agents: readAgents(fields, report),
    servers: readPatternList(values.get("servers") ?? anyName(fields), "server", report),
    mode: mode === void 0 ? "enforce" : readChoice(mode, "mode", MODES, report) ?? "enforce",
    owasp: readOwasp(values.get("owasp"), report)
  };
  return { ...policy, rules: parseRules(fields, policy, context) };
}
function readAgents(fields, report) {
  const node = required(fields, "agents", 'a list of globs on the names of agents, `["*"]` for any', report);
  return node === null ? [] : readPatternList(node, "agent", report);
}
function anyName({ node: { at: at2 } }) {
  return { kind: "seq", at: at2, items: [{ kind: "scalar", at: at2, value: "*" }] };
}
function parseRules(fields, policy, context) {
  const node = required(fields, "rules", "a list of rules", context.report);
  const items = node === null ? null : readList(node, "a list of rules", context.report);
  const rules = [];
  const ids = /* @__PURE__ */ new Set();
  for (const [index, item] of (items ?? []).entries()) {
    const rule = parseRule(item, { id: `${policy.name}#${index + 1}`, owasp: policy.owasp }, context);
    if (rule === null) continue;
    if (ids.has(rule.id)) context.report(item.at, `duplicate rule id ${quoted(rule.id)}, expected another one`);
    ids.add(rule.id);
    rules.push(rule);
  }
  return rules;
}

// src/edge/yamlSource.ts
import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, Parser, stringify } from "yaml";
var MAX_SOURCE_BYTES = 1024 * 1024;
var MAX_NESTING = 64;
function readYaml(file, bytes) {
  const problems = [];
  const node = readBytes(bytes, (at2, message) => problems.push({ file, at: at2, message }));
  return { node, problems };
}
function readBytes(bytes, report) {
  if (bytes.length > MAX_SOURCE_BYTES) {
    return refuse2(report, START, `the file is larger than ${MAX_SOURCE_BYTES} bytes; split it up`);
  }
  const text = decodeUtf8(bytes);
  if (text === null) return refuse2(report, firstInvalidLine(bytes), "this line is not valid UTF-8");
  try {
    return readText2(text, report);
  } catch {
    return refuse2(report, START, "the file cannot be read as YAML");
  }
}
var START = { line: 1, column: 1 };
function refuse2(report, at2, message) {
  report(at2, message);
  return null;
}
function decodeUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
function firstInvalidLine(bytes) {
  let line = 1;
  for (let start = 0; start <= bytes.length; line += 1) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    if (decodeUtf8(bytes.subarray(start, end)) === null) return { line, column: 1 };
    start = end + 1;
  }
  return START;
}
function readText2(text, report) {
  const lines = new LineCounter();
  const documents = composeDocuments(text, lines, report);
  if (documents === null) return null;
  const positionOf = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [first, second] = documents;
  if (first === void 0) return refuse2(report, START, "the file is empty");
  if (second !== void 0) {
    report(positionOf(second.range[0]), "a second document begins here; a file holds one");
  }
  for (const error of [...first.errors, ...first.warnings])
    report(positionOf(error.pos[0]), yamlMessage(error.message));
  checkDirectives(first, report);
  if (first.errors.length > 0) return null;
  return convert(first.contents, first.range[0], { report, positionOf });
}
function composeDocuments(text, lines, report) {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    // Its own check compares every key with every other; `convertEntries` uses a set.
    uniqueKeys: false,
    prettyErrors: false
  });
  lines.addNewLine(0);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_NESTING) {
      const { line, col } = lines.linePos(parser.offset);
      return refuse2(report, { line, column: col }, `nested more than ${MAX_NESTING} levels deep`);
    }
  }
  tokens.push(...parser.end());
  return [...composer.compose(tokens)];
}
function yamlMessage(message) {
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
}
function checkDirectives({ directives }, report) {
  if (directives.yaml.version !== "1.2" || Object.keys(directives.tags).length !== 1) {
    report(START, "only `%YAML 1.2` is supported, and no `%TAG`; remove the line");
  }
}
function convert(node, fallback, reading) {
  const at2 = reading.positionOf(node?.range[0] ?? fallback);
  if (node === null) return { kind: "scalar", at: at2, value: null };
  if (isAlias(node)) {
    reading.report(at2, `aliases are not supported; write out what \`*${node.source}\` stands for`);
    return { kind: "scalar", at: at2, value: null };
  }
  if (node.anchor !== void 0) {
    reading.report(at2, `anchors are not supported; remove \`&${node.anchor}\``);
  }
  if (node.tag !== void 0) reading.report(at2, "tags are not supported; use quotes to make a value text");
  if (isMap(node)) return { kind: "map", at: at2, entries: convertEntries(node, reading) };
  if (isSeq(node)) return { kind: "seq", at: at2, items: node.items.map((item) => convertItem(item, at2, reading)) };
  return { kind: "scalar", at: at2, value: convertScalar(node, at2, reading) };
}
function convertEntries(map, reading) {
  const seen = /* @__PURE__ */ new Set();
  const entries = [];
  for (const { key, value } of map.items) {
    const keyAt = reading.positionOf(key.range[0]);
    if (!isScalar(key) || typeof key.value !== "string") {
      reading.report(keyAt, "a key must be text; put it in quotes");
      continue;
    }
    if (key.anchor !== void 0 || key.tag !== void 0) {
      reading.report(keyAt, "anchors and tags are not supported");
    }
    if (seen.has(key.value)) {
      reading.report(keyAt, `duplicate key \`${key.value}\`; remove one of the two`);
      continue;
    }
    seen.add(key.value);
    entries.push({ key: key.value, keyAt, value: convert(value, key.range[2], reading) });
  }
  return entries;
}
function convertItem(item, at2, reading) {
  if (!isPair(item)) return convert(item, 0, reading);
  reading.report(reading.positionOf(item.key.range[0]), "a pair in a list needs braces: `{ key: value }`");
  return { kind: "scalar", at: at2, value: null };
}
function convertScalar(node, at2, { report }) {
  const { value } = node;
  if (typeof value === "number" && (!Number.isFinite(value) || Number.isInteger(value) && !Number.isSafeInteger(value))) {
    report(at2, `\`${node.source}\` is a number that JavaScript cannot hold exactly; put it in quotes if it is text`);
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

// ../../tmp/bench.ts
var env = { cwd: "/data", home: "/home/u", realpath: null };
function mk(n, perPolicy, rule, extra = "") {
  const texts = [];
  for (let p = 0; p * perPolicy < n; p++) texts.push(`name: p${p}
agents: ["*"]
priority: ${p % 100}
rules:
` + Array.from({ length: Math.min(perPolicy, n) }, (_, i) => rule(p * perPolicy + i)).join(""));
  return texts;
}
function load(texts) {
  let t = performance.now();
  const nodes = texts.map((x) => readYaml("f", Buffer.from(x)).node);
  const t1 = performance.now() - t;
  t = performance.now();
  const ps = nodes.map((nd) => {
    const r = parsePolicy("f", nd, { regex: null });
    if ("problems" in r) throw new Error(JSON.stringify(r.problems.slice(0, 3)));
    return r.policy;
  });
  const t2 = performance.now() - t;
  t = performance.now();
  const set = compilePolicies(ps, { floor: null, environment: env, hint: "", hash: "", hasUserPolicy: true });
  const a = set.authorizerFor({ agent: "a", server: "fs", observe: false });
  return { a, t1, t2, t3: performance.now() - t };
}
var kinds = {
  literal: (i) => `  - {id: r${i}, action: "tool_${i}", effect: allow, reason: because}
`,
  prefix: (i) => `  - {id: r${i}, action: "tool_${i}_*", effect: allow, reason: because}
`,
  suffix: (i) => `  - {id: r${i}, action: "*_tool_${i}", effect: allow, reason: because}
`,
  args: (i) => `  - {id: r${i}, action: "tool_${i}", effect: allow, reason: because, args: {path: {under: ["/data/p${i}"]}}}
`,
  resource: (i) => `  - {id: r${i}, method: "resources/read", resource: "file:///data/p${i}/**", effect: allow, reason: because}
`
};
for (const [k, rule] of Object.entries(kinds)) for (const n of [10, 1e3, 1e4]) for (const per of n === 1e4 ? [1e3, 10] : [10]) {
  const { a, t1, t2, t3 } = load(mk(n, per, rule));
  const req = (i, j) => ({ agent: "a", server: "fs", from: "client", method: k === "resource" ? "resources/read" : "tools/call", action: k === "resource" ? null : k === "suffix" ? `x_tool_${i}` : k === "prefix" ? `tool_${i}_x${j % 700}` : `tool_${i}`, resource: k === "resource" ? `file:///data/p${i}/x/y.txt` : null, args: k === "args" ? { path: `/data/p${i}/a.txt` } : {}, context: {} });
  const bad = (i) => ({ ...req(i, 0), action: k === "resource" ? null : "other", resource: k === "resource" ? "file:///etc/passwd" : null });
  const run = (f, m2) => {
    for (let i = 0; i < m2 / 5; i++) a.authorize(f(i));
    const t = performance.now();
    for (let i = 0; i < m2; i++) a.authorize(f(i));
    return ((performance.now() - t) * 1e3 / m2).toFixed(2);
  };
  const m = k === "suffix" ? 1e3 : 2e4;
  console.log(k, n, per, "yaml", t1.toFixed(0), "parse", t2.toFixed(0), "bind", t3.toFixed(0), "| allow us", run((i) => req(i * 7 % n, i), m), "deny us", run((i) => bad(i % n), m), a.authorize(req(3, 1)).outcome, a.authorize(bad(3)).nearMiss);
}
