/**
 * A secret on its way from the stack file to the one place that needs it. It shows itself to nobody: not to
 * `JSON.stringify`, string templates, `console.log` or an error message.
 */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself. Hand it to `pulumi.secret` and to nothing else. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]";
  }
}
