// @ts-check
/**
 * Reads what a module imports, from its syntax tree and not from its text: static imports, `export … from`, dynamic
 * import(), import types, require(), `new URL('…', import.meta.url)` (how a worker is started) and import.meta.glob.
 */
import { parseSync, Visitor } from 'vite';

/** @typedef {{ specifier: string, kind: 'value' | 'type' | 'start' | 'glob', line: number }} Import */

const NOT_LITERAL = '(not a literal)';

/** @param {any} node @returns {string} */
function literal(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TSLiteralType') return literal(node.literal);
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return NOT_LITERAL;
}

/** @param {any} node @returns {boolean} */
function isImportMeta(node, property = '') {
  if (property)
    return node?.type === 'MemberExpression' && isImportMeta(node.object) && node.property.name === property;
  return node?.type === 'MetaProperty' && node.meta.name === 'import';
}

/** `import { type A }` and `import type { A }` vanish alike; `import './a.css'` does not. @param {any} node */
function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((/** @type {any} */ s) => (s.importKind ?? s.exportKind) === 'type');
}

/** @param {any} node @returns {string[]} */
function globPatterns(node) {
  const patterns = node.arguments[0];
  return patterns?.type === 'ArrayExpression' ? patterns.elements.map(literal) : [literal(patterns)];
}

/**
 * @param {string} file its name only tells the language
 * @param {string} text
 * @returns {{ imports: Import[], blindCasts: number[] }} blindCasts: lines with `x as unknown as T`
 */
export function readModule(file, text) {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const lineOf = (/** @type {any} */ node) => text.slice(0, node.start).split('\n').length;
  /** @type {Import[]} */
  const imports = [];
  /** @type {number[]} */
  const blindCasts = [];
  const add = (/** @type {any} */ node, /** @type {string} */ specifier, /** @type {Import['kind']} */ kind) =>
    imports.push({ specifier, kind, line: lineOf(node) });
  const declaration = (/** @type {any} */ node) => {
    if (node.source) add(node, literal(node.source), isTypeOnly(node) ? 'type' : 'value');
  };
  new Visitor({
    ImportDeclaration: declaration,
    ExportNamedDeclaration: declaration,
    ExportAllDeclaration: declaration,
    ImportExpression: (node) => void add(node, literal(node.source), 'value'),
    TSImportType: (node) => void add(node, literal(node.source), 'type'),
    TSExternalModuleReference: (node) => void add(node, literal(node.expression), 'value'),
    CallExpression: (node) => {
      if (isImportMeta(node.callee, 'glob')) for (const pattern of globPatterns(node)) add(node, pattern, 'glob');
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') {
        add(node, literal(node.arguments[0]), 'value');
      }
    },
    NewExpression: (node) => {
      const named = node.callee.type === 'Identifier' && node.callee.name === 'URL';
      if (named && isImportMeta(node.arguments[1], 'url')) add(node, literal(node.arguments[0]), 'start');
    },
    TSAsExpression: (node) => {
      const inner = node.expression;
      if (inner.type === 'TSAsExpression' && inner.typeAnnotation.type === 'TSUnknownKeyword') {
        blindCasts.push(lineOf(node));
      }
    },
  }).visit(program);
  return { imports, blindCasts };
}
