import type { Form, Operation } from '../../src/domain';

export const PERSON = '01a0c270-d78d-72f5-a062-0f087e5fe381';
export const SUBJECT = '01a09b36-883c-799f-a449-8d7d7c213c12';
export const CHAIN = '019fdaaf-6f68-7074-a610-2dd763e8540e';
export const TEMPLATE = 'a'.repeat(64);
export const RULES = 'b'.repeat(64);
export const NOW = '2026-11-20T08:00:00.000Z';
export const UNIT = uuid(4);

/** A small checklist: a section, and one that repeats. */
export const FORM: Form = {
  sections: [
    {
      id: 'area',
      questions: [
        { id: 'clean', type: 'choice', choices: [{ name: 'yes' }, { name: 'no' }] },
        { id: 'heat', type: 'number' },
        { id: 'why', type: 'text' },
        { id: 'seen', type: 'photo' },
        { id: 'sign', type: 'signature' },
      ],
    },
    {
      id: 'units',
      repeat: { min: 0, max: 9 },
      questions: [{ id: 'full', type: 'choice', choices: [{ name: 'yes' }, { name: 'no' }] }],
    },
  ],
};

/** An identifier of the right form. */
export function uuid(number: number): string {
  return `0192f000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

let made = 1000;

/** The next operation of a device. */
export function operation(kind: string, more: Partial<Operation> = {}): Operation {
  made += 1;
  return {
    v: 1,
    id: uuid(made),
    chain: CHAIN,
    seq: made,
    prev: null,
    salt: 'A'.repeat(22),
    actor: PERSON,
    about: 'inspection',
    subject: SUBJECT,
    kind: kind as Operation['kind'],
    recorded_at: NOW,
    ...more,
  };
}

/** The start of the inspection, with one unit. */
export function start(more: Record<string, string> = {}): Operation {
  return operation('start', {
    value: {
      template: TEMPLATE,
      rules: RULES,
      site: uuid(3),
      kind: 'self_check',
      business_date: '2026-11-20',
      zone: 'Asia/Shanghai',
      instances: { units: [UNIT] },
      clock: { server_minus_device_ms: 0, measured_at: NOW },
      ...more,
    },
  });
}

/** An operation in the section area. */
export function at(kind: string, question: string, more: Partial<Operation> = {}): Operation {
  return operation(kind, { section: 'area', question, ...more });
}
