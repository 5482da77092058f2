import { InspectPage } from './inspect';

const EXITS_YES = ['routes_clear', 'exits_unlocked', 'evac_plan_posted', 'assembly_point'];
const POINT_YES = ['ext_access', 'ext_pressure', 'ext_seal', 'ext_in_date'];
const SYSTEMS_YES = [
  'panel_normal',
  'detectors_uncovered',
  'call_points',
  'hydrant_complete',
  'maintenance_report',
];
const IGNITION_YES = ['smoking_control', 'ebike_none', 'flammables', 'hot_work_permit'];
const DUTY_YES = ['fire_owner', 'patrol_record', 'staff_extinguisher_test'];

/** The fire safety checklist of the demo, section by section, everything in order. */
export class FireSafety extends InspectPage {
  async premises(): Promise<void> {
    await this.section('premises');
    await this.choose('has_hydrant', 'yes');
    for (const absent of ['has_sprinkler', 'has_control_room', 'has_kitchen'])
      await this.choose(absent, 'no');
  }

  async exits(): Promise<void> {
    await this.section('exits');
    await this.yes(EXITS_YES);
    await this.choose('doors_outward', 'yes');
    await this.type('route_width', '1.2');
    await this.type('emergency_light_test', '45');
    for (const one of ['fire_doors', 'exit_signs']) await this.choose(one, 'conform');
  }

  async extinguisher(code: string): Promise<void> {
    await this.section('extinguishers');
    await this.type('ext_id', code);
    await this.yes(POINT_YES);
    await this.choose('ext_body', 'good');
    await this.today('ext_service');
  }

  async systems(): Promise<void> {
    await this.section('systems');
    await this.yes(SYSTEMS_YES);
  }

  async ignition(): Promise<void> {
    await this.section('ignition');
    await this.yes(IGNITION_YES);
  }

  async duty(): Promise<void> {
    await this.section('duty');
    await this.yes(DUTY_YES);
    await this.type('last_drill', '30');
    await this.sign('inspector_sign', 'Inspector');
    await this.signTyped('host_sign', 'Host');
  }

  private async yes(questions: readonly string[]): Promise<void> {
    for (const question of questions) await this.choose(question, 'yes');
  }
}
