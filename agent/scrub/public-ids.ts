/**
 * UUIDs that name a kind of thing, the same on every machine: types of partitions, EFI variables, classes of updates and of
 * ways to sign in, browsers, settings of power, placeholders of firmware. A test holds every UUID that a parser knows to this list.
 */
const publicUuids: ReadonlySet<string> = new Set([
  '00010203-0405-0607-0809-0a0b0c0d0e0f', '00020003-0004-0005-0006-000700080009', '01234567-8910-1112-1314-151617181920',
  '01a30791-40ae-4653-ab2e-fd210019ae88', '03000200-0400-0500-0006-000700080009', '07aa0886-cc8d-4e19-a410-1c75af686e62',
  '0d50bfec-cd6a-4f9a-964c-c7416e3acb10', '0fa1201d-4330-4fa8-8ae9-b877473b6441', '0fc63daf-8483-4772-8e79-3d69d8477de4',
  '1043add5-23b1-4afb-9a0f-64343c8f3f8d', '12345678-1234-5678-1234-567812345678', '12345678-1234-5678-90ab-cddeefaabbcc',
  '1b283861-754f-4022-ad47-a5eaaa618894', '1ee7337f-85ac-45e2-a23c-37c753209769', '2135f72a-90b5-4ed3-a7f1-8bb705ac276a',
  '25cbb996-92ed-457e-b28c-4774084bd562', '27fbdb57-b613-4af2-9d7e-4fa7a66c21ad', '2cd8a007-e189-409d-a2c8-9af4ef3c72aa',
  '3dd6bec0-8193-4ffe-ae25-e08e39ea4063', '401c381f-e0de-4b85-8bd8-3f3f14fbda57', '44e2ed41-48c7-4712-a3c3-250c5e6d5d84',
  '48b4e58d-2791-456c-9091-d524c6c706f2', '503739d0-4c5e-4cfd-b3ba-d881334f0df2', '53f5630d-b6bf-11d0-94f2-00a0c91efb8b',
  '56eb18f8-b008-4cbd-b6d2-8c97fe7e9062', '600e7adb-da3e-41a4-9225-3c0399e88c0c', '60b78e88-ead8-445c-9cfd-0b87f74ea6cd',
  '637ea02f-bbcb-4015-8e2c-a1c7b9c0b546', '6f45dc1e-5384-457a-bc13-2cd81b0d28ed', '8237e44a-0054-442c-b6b6-ea0509993955',
  '83d49986-add3-41d7-ba33-87c7bfb5c0fb', '8a69d345-d564-463c-aff1-a69d9e530f96', '8af662bf-65a0-4d0a-a540-a338a999d36f',
  '8be4df61-93ca-11d2-aa0d-00e098032b8c', '8bf9a910-a8ff-457f-999f-a5ca10b4a885', '8fd7e19c-3bf7-489b-a72c-846ab3678c96',
  '94596c7e-3744-41ce-893e-bbf09122f76a', 'a910d941-9da9-4656-8933-aa1eae01f76e', 'ac3ac249-e820-4343-a65b-377ac634dc09',
  'afe6a462-c574-4b8a-af43-4cc60df4563b', 'bd7b4d1c-9364-429c-8447-0b63346d7177', 'bec09223-b018-416d-a0ac-523971b639f5',
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b', 'c5d7540a-cd51-453b-b22b-05305ba03f07', 'c885aa15-1764-4293-b82a-0586add46b35',
  'cb82ea12-9f71-446d-89e1-8d0924e1256e', 'd6886603-9d2f-4eb2-b667-1971041fa96b', 'd68ddc3a-831f-4fae-9e44-da132c1acf46',
  'd719b2cb-3d3a-4596-a3bc-dad00e67656f', 'ddc0eed2-adbe-40b6-a217-ede16a79a0de', 'de94bba4-06d1-4d40-a16a-bfd50179d6ac',
  'e0789628-ce08-4437-be74-2495b842f43b', 'e3c9e316-0b5c-4db8-817d-f92df00215ae', 'e6cf1350-c01b-414d-a61f-263d14d133b4',
  'e73a048d-bf27-4f12-9731-8b2076e8891f', 'e74e57b0-6c6d-44d5-9cda-fb2df5ed7435', 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7',
  'f520e45e-7413-4a34-a497-d2765967d094', 'f64945df-4fa9-4068-a2fb-61af319edd33', 'f8a0b131-5f68-486c-8040-7e8fc3c85bb6',
  'f8a1793b-7873-4046-b2a7-1f318747f427',
]);

/** Subcategories of the audit policy, [MS-GPAC] 2.2.1.2, whose ids all end so. */
const auditEnd = '-69ae-11d9-bed3-505054503030';

/** Whether a UUID tells nothing of the machine it was found on. */
export function isPublicUuid(uuid: string): boolean {
  const plain = uuid.toLowerCase();
  return publicUuids.has(plain) || plain.endsWith(auditEnd) || new Set(plain.replaceAll('-', '')).size <= 2;
}
