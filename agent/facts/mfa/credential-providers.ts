import type { Look, Why } from '../../host/reading.ts';
import { printable } from '../../host/reading.ts';
import { hklm, keysOf, registryNumber, registryText } from '../../host/registry.ts';
import type { Sources } from '../../host/source.ts';
import { inTable } from '../../host/table.ts';

/**
 * What stands on the sign-in screen: credential providers each give a tile, filters take tiles away
 * (learn.microsoft.com, "Credential Providers in Windows", "ICredentialProviderFilter::Filter").
 */
export const credentialSources = {
  providers: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers\*`, ['', 'Disabled']),
  filters: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Provider Filters\*`, ['']),
  /** logon.admx "Exclude credential providers" among other policies of the machine; scforceoption is "Require Windows Hello for Business or smart card". */
  systemPolicy: hklm(String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System`, ['scforceoption', 'ExcludedCredentialProviders']),
} as const satisfies Sources;

export const duoProvider = '44e2ed41-48c7-4712-a3c3-250c5e6d5d84';
export const duoFilter = 'bd7b4d1c-9364-429c-8447-0b63346d7177';
export const passwordProvider = '60b78e88-ead8-445c-9cfd-0b87f74ea6cd';

/** Providers and filters that come with Windows, by id, and whether they can stand for a second step. */
const ofWindows: Readonly<Record<string, { readonly name: string; readonly secondStep: boolean }>> = {
  '01a30791-40ae-4653-ab2e-fd210019ae88': { name: 'Automatic Redeployment', secondStep: false },
  '07aa0886-cc8d-4e19-a410-1c75af686e62': { name: 'Secondary Authentication Factor', secondStep: false },
  '1b283861-754f-4022-ad47-a5eaaa618894': { name: 'Smartcard Reader Selection', secondStep: true },
  '1ee7337f-85ac-45e2-a23c-37c753209769': { name: 'Smartcard WinRT', secondStep: true },
  '2135f72a-90b5-4ed3-a7f1-8bb705ac276a': { name: 'Picture Password', secondStep: false },
  '25cbb996-92ed-457e-b28c-4774084bd562': { name: 'Generic Provider', secondStep: false },
  '27fbdb57-b613-4af2-9d7e-4fa7a66c21ad': { name: 'Trusted Signal', secondStep: false },
  '3dd6bec0-8193-4ffe-ae25-e08e39ea4063': { name: 'NPProvider', secondStep: false },
  '48b4e58d-2791-456c-9091-d524c6c706f2': { name: 'Secondary Authentication Factor', secondStep: false },
  '503739d0-4c5e-4cfd-b3ba-d881334f0df2': { name: 'Vault Provider', secondStep: false },
  '600e7adb-da3e-41a4-9225-3c0399e88c0c': { name: 'CNG Provider', secondStep: false },
  '60b78e88-ead8-445c-9cfd-0b87f74ea6cd': { name: 'Password', secondStep: false },
  '6f45dc1e-5384-457a-bc13-2cd81b0d28ed': { name: 'Password', secondStep: false },
  '8af662bf-65a0-4d0a-a540-a338a999d36f': { name: 'Windows Hello face', secondStep: true },
  '8bf9a910-a8ff-457f-999f-a5ca10b4a885': { name: 'Smartcard', secondStep: true },
  '8fd7e19c-3bf7-489b-a72c-846ab3678c96': { name: 'Smartcard', secondStep: true },
  '94596c7e-3744-41ce-893e-bbf09122f76a': { name: 'Smartcard PIN', secondStep: true },
  'a910d941-9da9-4656-8933-aa1eae01f76e': { name: 'Remote NGC', secondStep: true },
  'ac3ac249-e820-4343-a65b-377ac634dc09': { name: 'Biometrics', secondStep: true },
  'bec09223-b018-416d-a0ac-523971b639f5': { name: 'Windows Hello fingerprint', secondStep: true },
  'c5d7540a-cd51-453b-b22b-05305ba03f07': { name: 'Cloud Experience', secondStep: false },
  'c885aa15-1764-4293-b82a-0586add46b35': { name: 'Windows Hello iris', secondStep: true },
  'cb82ea12-9f71-446d-89e1-8d0924e1256e': { name: 'PIN', secondStep: false },
  'd6886603-9d2f-4eb2-b667-1971041fa96b': { name: 'Windows Hello', secondStep: true },
  'ddc0eed2-adbe-40b6-a217-ede16a79a0de': { name: 'Generic Filter', secondStep: false },
  'e74e57b0-6c6d-44d5-9cda-fb2df5ed7435': { name: 'Certificate', secondStep: true },
  'f64945df-4fa9-4068-a2fb-61af319edd33': { name: 'Remote Desktop', secondStep: false },
  'f8a0b131-5f68-486c-8040-7e8fc3c85bb6': { name: 'Microsoft account', secondStep: false },
  'f8a1793b-7873-4046-b2a7-1f318747f427': { name: 'FIDO security key', secondStep: true },
};

/** Products that ask for a second step, as they name themselves to Windows. */
const products = /duo\b|okta|rsa|yubi|authpoint|entrust|secureauth|rublon|mini ?orange|adselfservice|safenet|thales|onespan|silverfort|multiotp|privacyidea|userlock|authlite|saaspass|evidian|imprivata|hypr|trusona|one identity|defender soft|censornet|loginTC|evo security|evocred|idmelon|double octopus/i;

/** One provider or filter. */
export interface CredentialProvider {
  readonly id: string;
  readonly name: string | null;
  readonly ofWindows: boolean;
  /** Undefined where its name says nothing to us. */
  readonly secondStep: boolean | undefined;
  readonly enabled: boolean;
}

/** What stands on the sign-in screen, and why more may. */
export interface SignInScreen {
  readonly providers: readonly CredentialProvider[];
  readonly filters: readonly CredentialProvider[];
  readonly why: Why | undefined;
}

/** Providers and filters, by id. */
export function signInScreen(at: Look<typeof credentialSources>): SignInScreen {
  const policy = keysOf(at, 'systemPolicy');
  const excluded = registryText(policy.keys[0]?.value('ExcludedCredentialProviders') ?? null)?.toLowerCase() ?? '';
  const [providers, filters] = (['providers', 'filters'] as const).map((source) => {
    const { keys, why } = keysOf(at, source);
    const found = keys.flatMap((key): CredentialProvider[] => {
      const id = /^\{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}$/i.exec(key.name)?.[1]?.toLowerCase();
      return id === undefined ? [] : [providerOf(id, { name: registryText(key.value('')) ?? null, off: registryNumber(key.value('Disabled')) === 1 || excluded.includes(id) })];
    });
    return { found: [...new Map(found.map((it) => [it.id, it])).values()].sort((a, b) => (a.id < b.id ? -1 : 1)), why };
  });
  return { providers: providers?.found ?? [], filters: filters?.found ?? [], why: providers?.why ?? filters?.why ?? policy.why };
}

function providerOf(id: string, { name, off }: { name: string | null; off: boolean }): CredentialProvider {
  const own = inTable(ofWindows, id);
  const isDuo = id === duoProvider || id === duoFilter;
  const product = isDuo ? 'Duo Authentication for Windows Logon' : name === null ? null : printable(name, 128);
  return { id, name: own?.name ?? product, ofWindows: own !== undefined, secondStep: own?.secondStep ?? (isDuo || (name !== null && products.test(name)) ? true : undefined), enabled: !off };
}
