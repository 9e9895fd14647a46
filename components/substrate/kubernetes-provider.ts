/**
 * Arguments of every Kubernetes provider: a changed Secret or ConfigMap is changed in place. Unless told so, the provider
 * deletes it, and with it whatever takes its name from it in a field that can not change, before it is made anew. No pod
 * that mounts it starts meanwhile, and none at all after a run that ended in between. Nothing is lost: pods that read
 * such an object once restart by its digest, programs have one of another name, and what a Job reads is made anew (`readOnce`).
 */
export const changedInPlace = { enableSecretMutable: true, enableConfigMapMutable: true } as const;
