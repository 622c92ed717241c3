import type { RegistryValue, WindowsWorld } from '../../agent/facts/windows-machine.ts';

/** One part of a machine. Keys of the registry and rows of classes add up; of the rest the last one wins. */
export function together(...parts: readonly WindowsWorld[]): WindowsWorld {
  const registry: Record<string, Record<string, RegistryValue>> = {};
  const cim: Record<string, Readonly<Record<string, unknown>>[]> = {};
  for (const part of parts) {
    for (const [key, values] of Object.entries(part.registry ?? {})) registry[key] = { ...registry[key], ...(values as Record<string, RegistryValue>) };
    for (const [name, rows] of Object.entries(part.cim ?? {})) cim[name] = [...(cim[name] ?? []), ...(rows as readonly Readonly<Record<string, unknown>>[])];
  }
  const last = <Key extends 'powershell' | 'files' | 'commands'>(key: Key) => Object.assign({}, ...parts.map((part) => part[key] ?? {})) as NonNullable<WindowsWorld[Key]>;
  return { registry, cim, powershell: last('powershell'), files: last('files'), commands: last('commands'), space: parts.flatMap(({ space }) => space ?? []) };
}
