/**
 * Name under which the container runtime of GPU nodes knows the runtime that shows a pod its GPUs, by substrate.
 *
 * `existing`: what NVIDIA's container toolkit writes for containerd. `oci`: OKE's nodes run CRI-O, where the toolkit is a
 * hook into every pod unless somebody adds the handler `nvidia` by hand (`nvidia-ctk runtime configure --runtime=crio`),
 * and pods that name no class get GPUs (oracle-quickstart/oci-hpc-oke, `manifests/`). Not tried on OKE.
 */
export const runtimeHandlers = { existing: "nvidia", oci: "runc" } as const;
