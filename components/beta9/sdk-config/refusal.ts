/** Something that sdk-config will not do: what and where, and what to do instead. Never holds a token. */
export class SdkConfigRefusal extends Error {
  override readonly name = "SdkConfigRefusal";

  constructor(what: string, next: string) {
    super(`${what}\n${next}`);
  }
}
