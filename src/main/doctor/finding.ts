// The check that ended an examination, and why.
import type { CheckName, EvidenceLine, Verdict } from '../../shared/diagnosis';
import type { AppError } from '../../shared/errors';

interface Found {
  /** What the check saw; the sentence of the problem where it is absent. */
  readonly seen?: string;
  readonly evidence?: readonly EvidenceLine[];
  /** Where more is known than the problem says. */
  readonly verdict?: Pick<Verdict, 'title' | 'text'> & Partial<Pick<Verdict, 'action' | 'message'>>;
}

export class Finding extends Error {
  override readonly name = 'Finding';
  readonly check: CheckName;
  readonly problem: AppError;
  readonly found: Found;

  constructor(check: CheckName, problem: AppError, found: Found = {}) {
    super(problem.message, { cause: problem });
    this.check = check;
    this.problem = problem;
    this.found = found;
  }
}
