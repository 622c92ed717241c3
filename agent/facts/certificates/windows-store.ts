/** CERT_KEY_PROV_INFO_PROP_ID, CERT_KEY_CONTEXT…, CERT_NCRYPT_KEY_HANDLE… of wincrypt.h: where the private key is. */
const keyProperties = new Set([2, 5, 78, 99]);
/** The certificate itself, in DER. */
const certificate = 32;

/**
 * A certificate as a store in the registry keeps it: properties of number (4 bytes), reserved (4), length (4), value, as
 * in [MS-GPEF] 2.2.1.1.1.1. Undefined for bytes that are no such list or hold no certificate.
 */
export function storedCertificate(blob: Buffer | undefined): { readonly der: Buffer; readonly hasKey: boolean } | undefined {
  if (blob === undefined) return undefined;
  let der: Buffer | undefined;
  let hasKey = false;
  for (let at = 0; at < blob.length; ) {
    if (at + 12 > blob.length) return undefined;
    const [property, length] = [blob.readUInt32LE(at), blob.readUInt32LE(at + 8)];
    if (at + 12 + length > blob.length) return undefined;
    if (property === certificate) der = blob.subarray(at + 12, at + 12 + length);
    hasKey ||= keyProperties.has(property);
    at += 12 + length;
  }
  return der && { der, hasKey };
}
