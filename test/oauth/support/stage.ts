// What the tests of the rules share: one scripted server, one room, and the two steps every story begins with.
import { afterEach, beforeEach } from 'vitest';
import type { Fetch } from '../../../src/main/ports';
import type { AppError } from '../../../src/shared/errors';
import type { OauthEntry } from '../../../src/shared/model';
import { problemOf, Room, remote } from './room';
import { Scene } from './scripted';

export const post = { method: 'POST', body: '{}' };

/** Made anew before each test and taken down after it; a test may replace either. */
export class Stage {
  scene!: Scene;
  room!: Room;
  private readonly rooms: Room[] = [];

  constructor() {
    beforeEach(async () => {
      this.scene = await Scene.start();
      this.useRoom(new Room());
    });
    afterEach(async () => {
      await this.room.stop();
      for (const room of this.rooms.splice(0)) room.removeFolder();
      await this.scene.stop();
    });
  }

  useRoom(room: Room): void {
    this.room = room;
    this.rooms.push(room);
    room.browse = this.scene.browse;
  }

  fetch(oauth?: OauthEntry): Fetch {
    return this.room.signIns.fetchFor(remote(this.scene.mcpUrl, oauth));
  }

  /** The error a first request meets. */
  asked(oauth?: OauthEntry): Promise<AppError> {
    return problemOf(this.fetch(oauth)(this.scene.mcpUrl, post));
  }

  /** The error of a sign-in after that request. */
  async failed(oauth?: OauthEntry): Promise<AppError> {
    await this.asked(oauth);
    return problemOf(this.room.signIns.start('notes'));
  }

  async signedIn(oauth?: OauthEntry): Promise<Fetch> {
    const fetch = this.fetch(oauth);
    await this.asked(oauth);
    await this.room.signIns.start('notes');
    return fetch;
  }

  /** The first authorization request. */
  authorization(): URLSearchParams {
    return this.scene.requests('/authorize')[0]?.query ?? new URLSearchParams();
  }
}
