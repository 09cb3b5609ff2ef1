// How signing in to one server stands, for Doctor: asked anew, and nothing of it is remembered.
import { AppError } from '../../shared/errors';
import type { SignInFacts } from '../ports-exam';
import type { Asked } from './ask';
import type { ClientPlan } from './registration';
import type { ServerMetadata } from './server-metadata';
import type { SavedSignIn } from './tokens';

interface Sources {
  /** Undefined where the server asks for no sign-in. */
  look(): Promise<Asked | undefined>;
  plan(metadata: ServerMetadata): Promise<ClientPlan>;
  saved(): Promise<SavedSignIn | undefined>;
  renews(saved: SavedSignIn): boolean;
}

/** @throws AppError with a code about the network */
export async function inspect(sources: Sources): Promise<SignInFacts> {
  const asked = await sources.look();
  const token = await tokenOf(sources);
  if (!asked) return { asks: false, token };
  const { place, problem } = asked;
  if (!place) return { asks: true, problem, token };
  const { metadata, resource } = place;
  return {
    asks: true,
    place: { issuer: metadata.issuer, resource },
    registration: registrationOf(await sources.plan(metadata)),
    // That a sign-in is wanted is no problem of the way to it.
    ...(problem.code !== 'sign-in-needed' && { problem }),
    token,
  };
}

function registrationOf(plan: ClientPlan): NonNullable<SignInFacts['registration']> {
  switch (plan.kind) {
    case 'known':
      return plan.client.origin === 'document' ? 'document' : 'by-hand';
    case 'registered':
      return 'registered';
    case 'register':
      return 'will-register';
    case 'ask':
      return 'ask';
  }
}

async function tokenOf({ saved, renews }: Sources): Promise<SignInFacts['token']> {
  try {
    const held = await saved();
    if (!held) return { kind: 'none' };
    const { expiresAt } = held;
    return { kind: 'held', renews: renews(held), ...(expiresAt !== undefined && { expiresAt }) };
  } catch (error) {
    if (error instanceof AppError) return { kind: 'unreadable', problem: error };
    throw error;
  }
}
