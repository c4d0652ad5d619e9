/** Part of the name under which rooms are stored: raise it when a change alters the pictures or labels of a seed. */
export const ROOMS_VERSION = 2;
