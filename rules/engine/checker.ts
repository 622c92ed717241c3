import { Environment } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import { declarations, packageShape } from './functions.ts';
import { celType, objectsIn } from './shape.ts';
import type { Shape } from './shape.ts';
import { tallyShape } from './stated-shapes.ts';
import type { Binding, Vocabulary } from './vocabulary.ts';

/** Sizes that a rule of ours never needs; the reader refuses what is larger before anything is built. */
const limits = { maxAstNodes: 500, maxDepth: 40, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 };

/** The reader and type checker of CEL, for a vocabulary. It never evaluates: its functions have no bodies. */
export function checkerOf(vocabulary: Vocabulary): Environment {
  const environment = new Environment({ limits });
  const shapes = [...vocabulary.values()].map(({ shape }) => shape);
  declareTypes(environment, vocabulary.has('assets') ? [...shapes, tallyShape] : shapes);
  environment.registerFunction('share(ast, ast, ast): double', shareMacro);
  for (const declaration of declarations(vocabulary)) environment.registerFunction(declaration, neverCalled);
  const given = vocabulary.has('facts') ? [packageShape(vocabulary)] : [];
  for (const type of new Set([...shapes, ...given].flatMap(nullables))) environment.registerOperator(`${type} == null`, neverCalled);
  for (const [name, { shape }] of vocabulary) environment.registerVariable(name, celType(shape));
  return environment;
}

/** A checker that knows one more variable; the one it is made from stays as it is. */
export function withVariable(environment: Environment, name: string, { shape }: Binding): Environment {
  const wider = environment.clone();
  // Only the parameters of a rule have a type of their own; every other one is declared with the facts.
  if (name === 'p') declareTypes(wider, [shape]);
  return wider.registerVariable(name, celType(shape));
}

function declareTypes(environment: Environment, shapes: readonly Shape[]): void {
  const declared = new Set<string>();
  for (const object of shapes.flatMap(objectsIn)) {
    if (declared.has(object.name)) continue;
    declared.add(object.name);
    const fields = Object.entries(object.fields).map(([key, field]): [string, string] => [key, celType(field)]);
    environment.registerType(object.name, { fields: Object.fromEntries(fields) });
  }
}

/** Types of which null occurs: CEL has no nullable types, so that comparing them with null is declared. */
function nullables(shape: Shape): string[] {
  const inner = shape.kind === 'list' ? nullables(shape.item) : shape.kind === 'object' ? Object.values(shape.fields).flatMap(nullables) : [];
  return shape.nullable ? [celType(shape), ...inner] : inner;
}

interface MacroChecker {
  check(ast: ASTNode, context: MacroContext): { readonly kind: string; readonly valueType?: object };
  getType(name: string): object;
  createError(code: string, message: string, ast: ASTNode): Error;
}

interface MacroContext {
  forkWithVariable(name: string, type: object): MacroContext;
}

/** `share(list, x, condition)` to the type checker of CEL: a number, where the condition about an item of the list is a bool. */
function shareMacro({ args: [list, variable, body] }: { args: [ASTNode, ASTNode, ASTNode] }): object {
  const typeCheck = (checker: MacroChecker, _macro: unknown, context: MacroContext): object => {
    const { kind, valueType } = checker.check(list, context);
    if (kind !== 'list' || !valueType) throw checker.createError('invalid_macro_argument', 'share needs a list', list);
    if (variable.op !== 'id') throw checker.createError('invalid_macro_argument', 'share needs a name for the item', variable);
    if (checker.check(body, context.forkWithVariable(variable.args, valueType)) !== checker.getType('bool')) throw checker.createError('invalid_macro_argument', 'share needs a condition', body);
    return checker.getType('double');
  };
  return { typeCheck, evaluate: neverCalled };
}

function neverCalled(): never {
  throw new Error('the checker of CEL does not evaluate');
}
