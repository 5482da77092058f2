/** What filling a checklist needs of the one who fills it, in whatever browser. */
export interface Filler {
  section(id: string): Promise<void>;
  choose(question: string, choice: string): Promise<void>;
  type(question: string, value: string): Promise<void>;
  today(question: string): Promise<void>;
  sign(question: string, role: string): Promise<void>;
  signTyped(question: string, role: string): Promise<void>;
}

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
export const walk = {
  async premises(filler: Filler): Promise<void> {
    await filler.section('premises');
    await filler.choose('has_hydrant', 'yes');
    for (const absent of ['has_sprinkler', 'has_control_room', 'has_kitchen'])
      await filler.choose(absent, 'no');
  },

  async exits(filler: Filler): Promise<void> {
    await filler.section('exits');
    await yes(filler, EXITS_YES);
    await filler.choose('doors_outward', 'yes');
    await filler.type('route_width', '1.2');
    await filler.type('emergency_light_test', '45');
    for (const one of ['fire_doors', 'exit_signs']) await filler.choose(one, 'conform');
  },

  async extinguisher(filler: Filler, code: string): Promise<void> {
    await filler.section('extinguishers');
    await filler.type('ext_id', code);
    await yes(filler, POINT_YES);
    await filler.choose('ext_body', 'good');
    await filler.today('ext_service');
  },

  async systems(filler: Filler): Promise<void> {
    await filler.section('systems');
    await yes(filler, SYSTEMS_YES);
  },

  async ignition(filler: Filler): Promise<void> {
    await filler.section('ignition');
    await yes(filler, IGNITION_YES);
  },

  async duty(filler: Filler): Promise<void> {
    await filler.section('duty');
    await yes(filler, DUTY_YES);
    await filler.type('last_drill', '30');
    await filler.sign('inspector_sign', 'Inspector');
    await filler.signTyped('host_sign', 'Host');
  },
};

async function yes(filler: Filler, questions: readonly string[]): Promise<void> {
  for (const question of questions) await filler.choose(question, 'yes');
}
