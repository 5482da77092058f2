import type { Photo } from '../../browser/support/photos';
import { type Device, id, soon } from '../support/device';
import { pill } from './people';

/** An action on its owner's phone; every step waits until the server has it. */
export class Owner {
  readonly device: Device;

  constructor(device: Device) {
    this.device = device;
  }

  async open(code: string): Promise<void> {
    await this.device.goto('/actions');
    await this.device.tap(id(`action-${code}`));
    await this.device.sees(id('action-title'));
  }

  async move(event: string): Promise<void> {
    await this.device.tap(id(`move-${event}`));
    await this.received();
  }

  async proposeCause(text: string): Promise<void> {
    await this.device.tap(id('move-propose_cause'));
    await this.device.fill(id('reason-text'), text);
    await this.device.tap(id('reason-confirm'));
    await soon(() => this.device.count(id('move-propose_cause'))).toBe(0);
    await this.received();
  }

  async submitWith(proof: Photo): Promise<void> {
    await this.device.photograph(id('evidence-photo'), proof);
    await this.device.tap(id('move-submit'));
    await this.device.sees(id('move-withdraw'));
    await this.received();
  }

  private async received(): Promise<void> {
    await soon(() => this.device.count(id('move-waiting'))).toBe(0);
    await pill(this.device, 'received');
  }
}
