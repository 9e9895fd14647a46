/** What a node of a pool must know when it first starts. */
interface NodeUserDataArgs {
  readonly pool: string;
  /** Taints as `key=value:Effect` or `key:Effect`. */
  readonly taints: readonly string[];
  /** Registry host and optional path prefix that images come from, e.g. `registry.example.eu/mirror`. */
  readonly mirror: string;
  /** The node has GPUs: raise the limits that RDMA and sandboxes of workers need. */
  readonly gpu: boolean;
  /** Further kubelet flags, e.g. `--max-pods=110`. @default none */
  readonly kubeletExtraArgs?: readonly string[];
  /**
   * Registries whose images the node takes from `<mirror>/<registry>/<path>` instead, without ever asking them. Not
   * Oracle's: OKE's system images come from the region's own registry, through the service gateway.
   * @default none – manifests name the mirror already, and no upstream host needs to stand in the script
   */
  readonly upstreamRegistries?: readonly string[];
}

/**
 * Start-up script (`user_data` before base64) of an OKE node with Oracle Linux. It replaces Oracle's default script,
 * so it ends in Oracle's own two lines: fetch OKE's script from the metadata service, version 2, and run it. The file
 * system is grown before that, because kubelet measures the disk once, when it starts. Nothing is installed, and the
 * only hosts in it are the metadata service, which is the time source, too, and the mirror. Node labels are not set
 * here but as the pool's `initialNodeLabels`, where the cluster autoscaler finds them.
 * Source: Oracle, "Using Custom Cloud-init Initialization Scripts to Set Up Managed Nodes".
 * @throws RangeError if a name, flag or taint has a character that would not reach its reader unchanged
 */
export function renderNodeUserData(args: NodeUserDataArgs): string {
  const steps = [
    `#!/bin/bash\n# First start of a node of pool ${word("pool", args.pool)}.\nset -euo pipefail`,
    imageSources(word("mirror", args.mirror), args.upstreamRegistries ?? []),
    ...(args.gpu ? [memoryLock, userNamespaces] : []),
    packageSources,
    timeSource,
    rootFileSystem,
    joinCluster(kubeletFlags(args)),
  ];
  return `${steps.join("\n\n")}\n`;
}

/** Syntax: crio.conf(5) and containers-registries.conf(5); a table with a `location` never asks its `prefix`. */
function imageSources(mirror: string, upstreamRegistries: readonly string[]): string {
  const tables = [
    `[[registry]]\nprefix = "${mirror}"\nlocation = "${mirror}"\ninsecure = false`,
    ...upstreamRegistries.map((upstream) => {
      const registry = word("registry", upstream);
      return `[[registry]]\nprefix = "${registry}"\nlocation = "${mirror}/${registry}"`;
    }),
  ];
  return `# Image names without a registry are refused; the mirror is asked with TLS and answers for the registries listed.
${file("/etc/crio/crio.conf.d/11-short-names.conf", '[crio.image]\nshort_name_mode = "disabled"')}
${file("/etc/containers/registries.conf.d/50-mirror.conf", ["unqualified-search-registries = []", ...tables].join("\n\n"))}`;
}

const memoryLock = `# RDMA pins memory, which fails at the runtime's default of 8 MiB.
${file("/etc/crio/crio.conf.d/12-memlock.conf", '[crio.runtime]\ndefault_ulimits = ["memlock=-1:-1"]')}`;

const userNamespaces = `# Sandboxes of workers need user namespaces, which hardened images turn off.
${file("/etc/sysctl.d/90-user-namespaces.conf", "user.max_user_namespaces = 28633")}
sysctl --quiet --load=/etc/sysctl.d/90-user-namespaces.conf`;

const packageSources = `# OKE images bring every package that a node needs; nothing is installed or updated in place.
find /etc/yum.repos.d -name '*.repo' -exec sed -i 's/^enabled *=.*/enabled=0/' {} +
systemctl disable --now --quiet dnf-makecache.timer || true`;

const timeSource = `# Time comes from the metadata service and from nowhere else.
sed -i -E '/^(server|pool|peer) /d' /etc/chrony.conf
echo 'server 169.254.169.254 iburst' >>/etc/chrony.conf
systemctl restart chronyd`;

const rootFileSystem = `# A disk that is only as large as its image has nothing to grow, which must not keep the node away.
/usr/libexec/oci-growfs -y || echo 'The root file system was not grown.' >&2`;

function joinCluster(flags: string): string {
  return `# Oracle's own lines.
curl --fail --retry 10 --retry-connrefused -H "Authorization: Bearer Oracle" -L0 \\
  http://169.254.169.254/opc/v2/instance/metadata/oke_init_script | base64 --decode >/var/run/oke-init.sh
bash /var/run/oke-init.sh${flags && ` --kubelet-extra-args '${flags}'`}`;
}

function kubeletFlags({ taints, kubeletExtraArgs = [] }: NodeUserDataArgs): string {
  const flags =
    taints.length > 0 ? [`--register-with-taints=${taints.join(",")}`, ...kubeletExtraArgs] : kubeletExtraArgs;
  return flags.map((flag) => word("kubelet flag", flag)).join(" ");
}

/**
 * Text that means the same to everybody who reads it on its way: the shell in single quotes, TOML in double quotes,
 * and systemd, through which OKE hands kubelet its flags, splitting at white space and expanding `%` and `$`.
 */
function word(what: string, text: string): string {
  if (/^[\w.,:;=/@+<>!~^*()[\]{}?&|-]+$/.test(text)) return text;
  throw new RangeError(`${what} ${JSON.stringify(text)} has white space, a quote or another character with a meaning`);
}

function file(path: string, content: string): string {
  return `mkdir -p ${path.slice(0, path.lastIndexOf("/"))}\ncat >${path} <<'END'\n${content}\nEND`;
}
