/**
 * SHA-1 of the authorities that come with Windows in the store ROOT itself, as "Required trusted root certificates"
 * (KB 293781, learn.microsoft.com) and the store of a fresh Windows name them. Facts, in lower case.
 */
export const shippedRoots: readonly string[] = [
  'a43489159a520f0d93d032ccaf37e7fe20a8b419', // Microsoft Root Authority
  'cdd4eeae6000ac7f40c3802c171e30148030c072', // Microsoft Root Certificate Authority
  '3b1efd3a66ea28b16697394703a72ca340a05bd5', // Microsoft Root Certificate Authority 2010
  '8f43288ad272f3103b6fb1428485ea3014c0bcfe', // Microsoft Root Certificate Authority 2011
  '06f1aa330b927b753a40e68cdf22e34bcbef3352', // Microsoft ECC Product Root Certificate Authority 2018
  '31f9fc8ba3805986b721ea7295c65b3a44534274', // Microsoft ECC TS Root Certificate Authority 2018
  '0119e81be9a14cd8e22f40ac118c687ecba3f4d8', // Microsoft Time Stamp Root Certificate Authority 2014
  'f40042e2e5f7e8ef8189fed15519aece42c3bfa2', // Microsoft Identity Verification Root Certificate Authority 2020
  '245c97df7514e7cf2df8be72ae957b9e04741e85', // Copyright (c) 1997 Microsoft Corp.
  '7f88cd7223f3c813818c994614a89c99fa3b5247', // Microsoft Authenticode(tm) Root Authority
  'be36a4562fb2ee05dbb3d32323adf445084ed656', // Thawte Timestamping CA
  '18f7c1fcc3090203fd5baa2f861a754976c8dd25', // NO LIABILITY ACCEPTED, (c)97 VeriSign, Inc.
  '92b46c76e13054e104f230517e6e504d43ab10b5', // Symantec Enterprise Mobile Root for Microsoft
  '742c3192e607e424eb4549542be1bbc53e6174e2', // Class 3 Public Primary Certification Authority
  'd1eb23a46d17d68fd92564c2f1f1601764d8e349', // AAA Certificate Services
  'df3c24f9bfd666761b268073fe06d1cc8d4f82a4', // DigiCert Global Root G2
];
