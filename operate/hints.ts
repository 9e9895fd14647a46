/** What a person does next, once an environment is up. */
export function hintsAfterUp(stack: string, outputs: Readonly<Record<string, unknown>>): string {
  const gateway = outputs.gateway as { readonly host?: unknown } | undefined;
  return [
    `${stack} is up; its outputs keep the contract`,
    `  npm run sdk-config -- ${stack}    gives the beta9 command its context`,
    `  npm run outputs -- ${stack}       shows addresses, pools and residency`,
    `  npm run doctor -- ${stack}        looks whether ${String(gateway?.host ?? "its name")} resolves`,
    "",
  ].join("\n");
}
