/**
 * Shell command that puts Python into a user's image that has none, as a template of Beta9's. Beta9's own default
 * downloads from a host in the US without a checksum.
 *
 * @param archiveUrl of a relocatable CPython build (`.tar.gz` with one top directory), with Beta9's template fields
 */
export function pythonInstallCommand(archiveUrl: string | undefined): string {
  if (archiveUrl === undefined) {
    return "echo 'this image has no Python, and this platform serves none: use a base image that has it' >&2 && exit 1";
  }
  return [
    "(command -v curl >/dev/null || (apt-get update -q && apt-get install -q -y curl ca-certificates))",
    `curl -fsSL -o /tmp/python.tgz '${archiveUrl}'`,
    "tar -xzf /tmp/python.tgz -C /usr/local --strip-components 1",
    "rm -f /tmp/python.tgz",
    ...["python3", "pip3"].flatMap((program) =>
      [program, program.slice(0, -1)].map((link) => `ln -sf /usr/local/bin/${program} /usr/bin/${link}`),
    ),
  ].join(" && ");
}
