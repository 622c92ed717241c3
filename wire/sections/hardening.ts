import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const hardening = section({
  name: 'hardening',
  version: 1,
  meaning: 'Which protections built into the operating system are switched on: screen lock, execution control, protection of passwords in memory.',
  maxBytes: 64 * 1024,
  maxItems: { macros: 64, applicationControl: 16, kernelSettings: 64 },
  moving: false,
  schema: z.object({
    screenLock: fact(z.nullable(z.object({
      enforced: fact(z.boolean(), 'The screen locks by itself for every user, who cannot switch that off'),
      afterSeconds: fact(z.nullable(count()), 'Time without use after which it locks; null when never', { unit: 'seconds' }),
      passwordRequired: fact(z.boolean(), 'A password is asked for afterwards'),
      by: fact(z.nullable(text(255)), 'Policy, profile or file that sets it; null when nothing does'),
    })), 'What locks an unattended screen; null where no desktop is installed'),
    autorun: fact(z.nullable(z.boolean()), 'Programs on a medium that is put in can start by themselves; null where no desktop is installed', { sensitivity: 'security' }),
    usbStorageBlocked: fact(z.boolean(), 'USB sticks and disks cannot be used', { sensitivity: 'security' }),
    mandatoryAccess: fact(z.nullable(z.object({
      product: fact(z.enum(['selinux', 'apparmor', 'smack', 'tomoyo', 'sip']), 'What confines programs beyond file permissions'),
      state: fact(z.enum(['enforcing', 'permissive', 'disabled']), 'It confines, only writes down, or does nothing'),
      profiles: fact(z.nullable(count()), 'Profiles that confine; null where they are not counted'),
    })), 'Mandatory access control (SELinux, AppArmor, System Integrity Protection); null where the kernel has none', { sensitivity: 'security' }),
    gatekeeper: fact(z.nullable(z.boolean()), 'macOS lets only signed programs start; null elsewhere', { sensitivity: 'security' }),
    uac: fact(z.nullable(z.object({
      enabled: fact(z.boolean(), 'Windows asks before a program acts as administrator'),
      prompt: fact(z.nullable(count()), 'ConsentPromptBehaviorAdmin: 0 asks nothing, 2 and 5 ask; null when not set'),
      secureDesktop: fact(z.boolean(), 'The question stands on a desktop that programs cannot reach'),
      builtInAdministratorFiltered: fact(z.boolean(), 'The built-in administrator is asked too'),
    })), 'User Account Control of Windows; null elsewhere', { sensitivity: 'security' }),
    smartScreen: fact(z.nullable(z.enum(['off', 'warn', 'block'])), 'Windows checks programs from the internet; null elsewhere', { sensitivity: 'security' }),
    lsaProtection: fact(z.nullable(z.boolean()), 'The process that holds sign-ins is protected (RunAsPPL); null elsewhere', { sensitivity: 'security' }),
    plainPasswordsInMemory: fact(z.nullable(z.boolean()), 'WDigest keeps passwords readable in memory, defaults counted in; null elsewhere', { sensitivity: 'security' }),
    credentialGuard: fact(z.nullable(z.boolean()), 'Credential Guard runs; null elsewhere', { sensitivity: 'security' }),
    memoryIntegrity: fact(z.nullable(z.boolean()), 'Virtualization protects the kernel (HVCI); null elsewhere', { sensitivity: 'security' }),
    cachedSignIns: fact(z.nullable(count()), 'Sign-ins of the domain that are kept for use without it; null elsewhere', { sensitivity: 'security' }),
    powershell2: fact(z.nullable(z.boolean()), 'The old PowerShell 2.0, which writes nothing down, is installed; null elsewhere', { sensitivity: 'security' }),
    macros: fact(z.array(z.object({
      application: always(text(32), 'Program of Office: word, excel, powerpoint, access, outlook'),
      version: always(text(16), 'Version of the settings: 16.0'),
      fromInternetBlocked: fact(z.boolean(), 'Macros in files from the internet are blocked by policy'),
      warnings: fact(z.nullable(count()), 'VBAWarnings: 1 runs all, 2 asks, 3 signed only, 4 none; null when not set'),
      users: fact(count(), 'Users for whom this holds, of those whose settings could be read'),
    })), 'Macro settings of Office by policy, by program and version; an empty list says that no policy sets them', { sensitivity: 'security' }),
    applicationControl: fact(z.array(z.object({
      name: always(text(64), 'Product: applocker, wdac, fapolicyd, santa'),
      enforced: fact(z.boolean(), 'Programs that are not allowed cannot start'),
    })), 'What decides which programs may start, by name; an empty list says that nothing does', { sensitivity: 'security' }),
    kernelSettings: fact(z.array(z.object({
      name: always(text(128), 'Name of the setting: kernel.randomize_va_space'),
      value: fact(text(64), 'Its value now'),
    })), 'Settings of the Linux kernel that protect or expose, by name', { sensitivity: 'security' }),
    bootLoaderPassword: fact(z.nullable(z.boolean()), 'Start options cannot be changed without a password; null where the question does not arise', { sensitivity: 'security' }),
  }),
  examples: [
    {
      screenLock: { enforced: true, afterSeconds: 900, passwordRequired: true, by: 'InactivityTimeoutSecs' }, autorun: true, usbStorageBlocked: false, mandatoryAccess: null, gatekeeper: null,
      uac: { enabled: true, prompt: 5, secureDesktop: true, builtInAdministratorFiltered: false }, smartScreen: 'warn', lsaProtection: true, plainPasswordsInMemory: false, credentialGuard: false, memoryIntegrity: true,
      cachedSignIns: 10, powershell2: false, macros: [{ application: 'excel', version: '16.0', fromInternetBlocked: true, warnings: 2, users: 1 }], applicationControl: [{ name: 'applocker', enforced: false }], kernelSettings: [], bootLoaderPassword: null,
    },
    { mandatoryAccess: { product: 'apparmor', state: 'enforcing', profiles: 31 }, kernelSettings: [{ name: 'kernel.randomize_va_space', value: '2' }] },
  ],
});
export type Hardening = z.infer<typeof hardening.schema>;
