// Words of the window face.
export const window = {} as const;
