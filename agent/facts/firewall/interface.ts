/** Adapters that only lead to a tunnel, or to machines inside this one. */
const inner = /^(?:wg|tun|tap|tailscale|zt|ipsec|xfrm|ppp|docker|podman|br-|virbr|lxc|lxd|incus|veth|vnet|cni|flannel)/;

/**
 * What a condition on the adapter says of the sender. An adapter of the machine itself says nothing: whole networks, and
 * the internet, can be behind it, so that the rule stands for "anywhere".
 */
export function throughInterface(names: readonly string[]): string | undefined {
  return names.length > 0 && names.every((name) => inner.test(name)) ? `interface ${names.join(', ')}` : undefined;
}
