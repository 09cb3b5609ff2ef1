// The English catalogue, composed of one file per face.
import { cli } from './en/cli';
import { common } from './en/common';
import { doctor } from './en/doctor';
import { errors } from './en/errors';
import { problems } from './en/problems';
import { signIn } from './en/sign-in';
import { tray } from './en/tray';
import { trust } from './en/trust';
import { window } from './en/window';

export const en = { common, errors, problems, cli, tray, signIn, doctor, trust, window } as const;
