// Words of the tray face.
export const tray = {} as const;
