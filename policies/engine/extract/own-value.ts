/** An own property, without calling what may stand in front of it: the proxy that throws on unknown values. */
export function ownValue(object: object, key: string): unknown {
  return Reflect.getOwnPropertyDescriptor(object, key)?.value;
}
