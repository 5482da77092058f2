import { type Device, id, soon } from '../support/device';

const PANEL = id('panel');
const inPanel = (name: string) => `${PANEL} ${id(name)}`;

/** One action beside the backlog, as the desk works on it. */
export class Desk {
  readonly device: Device;

  constructor(device: Device) {
    this.device = device;
  }

  async open(code: string): Promise<void> {
    await this.device.goto(`/backlog?state=all&open=${code}`);
    await this.device.sees(inPanel('moves'));
  }

  /** Gives the action to somebody else, with the reason. */
  async reassign(owner: string, reason: string): Promise<void> {
    await this.device.tap(inPanel('move-reassign'));
    await this.device.sees(id('owner-option'));
    await this.device.fill(id('owner-find'), owner);
    await soon(() => this.device.count(id('owner-option'))).toBe(1);
    await this.device.tap(id('owner-option'));
    await this.confirm(reason);
  }

  /** Makes a move that needs no words. */
  async move(name: string): Promise<void> {
    await this.device.tap(inPanel(name));
    await this.done();
  }

  /** Closes the nonconformity, with a word; the evidence is there already. */
  async close(reason: string): Promise<void> {
    await this.device.tap(inPanel('nc-move-close'));
    await this.confirm(reason);
  }

  private async confirm(reason: string): Promise<void> {
    await this.device.fill(id('reason-text'), reason);
    await this.device.tap(id('reason-confirm'));
    await this.done();
  }

  private async done(): Promise<void> {
    await this.device.sees(inPanel('move-done'));
    await soon(() => this.device.count(inPanel('move-refused'))).toBe(0);
  }
}
