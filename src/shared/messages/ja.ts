// The Japanese catalogue, composed of one file per face.
import { cli } from './ja/cli';
import { common } from './ja/common';
import { doctor } from './ja/doctor';
import { errors } from './ja/errors';
import { problems } from './ja/problems';
import { signIn } from './ja/sign-in';
import { tray } from './ja/tray';
import { trust } from './ja/trust';
import { window } from './ja/window';

export const ja = { common, errors, problems, cli, tray, signIn, doctor, trust, window } as const;
