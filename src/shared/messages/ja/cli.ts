// Words of the cli face.
export const cli = {} as const;
