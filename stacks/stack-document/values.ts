import { isMap, isScalar, isSeq, type Node } from "yaml";
import { SecretText } from "../../components/secret-text.ts";

/** What stands where an encrypted value is decrypted at `pulumi up`: a plan never decrypts anything. */
const secretPlaceholder = "[secret]";

/** An encrypted value, as `pulumi config set --secret` writes it. */
export function isSecure(node: Node): boolean {
  return isMap(node) && node.items.length === 1 && String(node.items[0]?.key) === "secure";
}

/** A node as plain data, encrypted leaves as placeholders that show themselves to nobody. */
export function plain(node: Node | null): { value: unknown; secret: boolean } {
  if (isMap(node)) {
    if (isSecure(node)) {
      return { value: new SecretText(secretPlaceholder), secret: true };
    }
    const members = node.items.map((pair) => ({
      key: String(pair.key),
      ...plain((pair.value as Node | null) ?? null),
    }));
    const value: Record<string, unknown> = Object.create(null);
    for (const member of members) {
      value[member.key] = member.value;
    }
    return { value, secret: members.some((member) => member.secret) };
  }
  if (isSeq(node)) {
    const members = node.items.map((item) => plain(item as Node | null));
    return { value: members.map((member) => member.value), secret: members.some((member) => member.secret) };
  }
  return { value: isScalar(node) ? node.value : null, secret: false };
}

/** A value as Pulumi hands it to the program: text as it is, structures as JSON. */
export function configText(value: unknown): string {
  if (value instanceof SecretText) {
    return secretPlaceholder;
  }
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}
