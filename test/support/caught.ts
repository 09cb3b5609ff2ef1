// What an act that must fail failed with.
import { AppError } from '../../src/shared/errors';

/** @throws what is thrown, if it is no AppError; Error if nothing is */
export function caught(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
