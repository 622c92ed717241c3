/** More keys than this are not read unless the source says so. */
export const usualMaxKeys = 20_000;

/** A question of CIM or PowerShell takes at most this long unless its source says otherwise. */
export const usualShellMs = 15_000;
