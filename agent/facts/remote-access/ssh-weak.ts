import { inOrder } from '../../host/reading.ts';
import { setting } from '../../host/sshd-config.ts';
import type { SshdBlock } from '../../host/sshd-config.ts';
import type { Decided } from '../../host/sshd-settings.ts';

/**
 * Algorithms that are no longer held safe. Sources: RFC 8758 (RC4), RFC 9142 section 4 (key exchanges MUST NOT and SHOULD
 * NOT), release notes of OpenSSH 6.7 and 7.2 (CBC, RC4, MD5 and 96-bit MACs taken out of the default), 7.6 (RIPEMD).
 * `hmac-sha1` and `diffie-hellman-group14-sha1` are not here: no weakness that matters for them is known, and RFC 9142
 * says MAY.
 */
const weak: Readonly<Record<string, RegExp>> = {
  ciphers: /^(?:.*-cbc|rijndael-cbc@lysator\.liu\.se|arcfour(?:128|256)?|des|none)$/,
  kexalgorithms: /^(?:diffie-hellman-group1-sha1|diffie-hellman-group-exchange-sha1|rsa1024-sha1|gss-(?:gex|group1)-sha1-.*|none)$/,
  macs: /^(?:hmac-md5.*|hmac-sha1-96.*|hmac-ripemd160.*|none)$/,
};

/** From this version on no weak algorithm is offered unless somebody asks for it. */
const safeDefaults = [6, 7] as const;

/**
 * Weak algorithms that the server offers by its settings. Where they leave it to the default, the version of the
 * distribution's own package must be known: older ones offered weak algorithms, and Red Hat kept them longer.
 */
export function weakAlgorithms(block: SshdBlock, version: string | undefined): Decided<string[]> {
  const found: string[] = [];
  for (const [keyword, pattern] of Object.entries(weak)) {
    const { line, why } = setting(block, keyword);
    if (why) return { why };
    const list = line?.args[0] ?? '';
    const names = list.startsWith('-') ? [] : list.replace(/^[+^]/, '').split(',');
    if ((list === '' || /^[-+^]/.test(list)) && !isSafeByDefault(version))
      return { why: { reason: 'not-visible-from-here', detail: `${keyword} is left to the default of a version that is not known` } };
    found.push(...names.filter((name) => pattern.test(name)));
  }
  return { value: [...new Set(found)].sort(inOrder).map((name) => name.slice(0, 64)) };
}

function isSafeByDefault(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map((part) => Number.parseInt(part, 10));
  return major > safeDefaults[0] || (major === safeDefaults[0] && minor >= safeDefaults[1]);
}
