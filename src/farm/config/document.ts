import { type Document, isMap, isNode, isPair, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import { ConfigError, type Path, type PlacedProblem, type Problem } from './problems.ts';

/** A YAML file whose parts still know their places. */
export interface YamlFile {
  /** Its path, as it was given. */
  readonly file: string;
  readonly value: unknown;
  place(problem: Problem): PlacedProblem;
}

/** Reads YAML 1.2. Throws ConfigError where it is not well-formed. */
export function readYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => ({ ...at(error.pos[0]), text: `not well-formed YAML: ${error.message}` })),
    );
  }
  const hidden = protoKeys(document);
  if (hidden.length > 0) {
    throw new ConfigError(
      file,
      hidden.map((offset) => ({ ...at(offset), text: 'nothing can be called __proto__, expected another name' })),
    );
  }
  const position = (path: Path, atKey: boolean) => at(offsetOf(document, path, atKey));
  return {
    file,
    value: document.toJS(),
    place: ({ path, atKey, text, others = [] }) => ({
      ...position(path, atKey ?? false),
      text: others.reduce<string>(
        (result, other, index) => result.replace(`{${index}}`, `line ${position(other, true).line}`),
        text,
      ),
    }),
  };
}

/** Where keys stand that no reader of the value would ever see: they do not become members of an object. */
function protoKeys(document: Document): readonly number[] {
  const found: number[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (String(key) === '__proto__') found.push(start(key) ?? 0);
    },
  });
  return found;
}

/** Where the deepest part of the path that is in the file begins. */
function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    const pair = pairOf(node, key);
    const next = pair ? pair.value : child(node, key);
    if (pair === undefined && next === undefined) break;
    const last = depth === path.length - 1;
    offset = (last && !atKey ? start(next) : undefined) ?? start(pair?.key) ?? start(next) ?? offset;
    node = next;
  }
  return offset;
}

function pairOf(node: unknown, key: string | number): Pair | undefined {
  return isMap(node) ? node.items.find((pair) => isPair(pair) && String(pair.key) === String(key)) : undefined;
}

function child(node: unknown, key: string | number): unknown {
  return isNode(node) && 'items' in node && Array.isArray(node.items) ? node.items[Number(key)] : undefined;
}

function start(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
