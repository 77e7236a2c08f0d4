/**
 * Stands in for zod in the browser bundle (docs/decisions/0003): schemas and contracts are built with it and never asked
 * anything. Every property is callable and gives the same again; `z.enum` alone keeps its options, because screens list them.
 */
type Nothing = (() => Nothing) & { [key: PropertyKey]: unknown };

const nothing: Nothing = new Proxy((() => nothing) as Nothing, {
  apply: () => nothing,
  get(_, key) {
    if (key === 'enum') return enumOf;
    if (key === Symbol.iterator) return function* () {};
    if (key === Symbol.toPrimitive) return () => '';
    // A value with `then` would be taken for a promise that never settles.
    if (key === 'then') return undefined;
    return nothing;
  },
});

function enumOf(values: readonly string[] | Record<string, string>) {
  const options = Object.values(values);
  return new Proxy(nothing, {
    get: (target, key) => (key === 'options' ? options : Reflect.get(target, key)),
  });
}

export const z = nothing;
export default nothing;
