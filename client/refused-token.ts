/** The sign-in that the server knows no more: it has run out, or the server has other data than before. */
import { create } from 'zustand';

/** The token that was refused last; who we are now may have another one by then. */
export const useRefusedToken = create<{ token?: string | undefined }>()(() => ({}));
