import { expect, test } from 'vitest';
import { closedTo, DESK_PLACES } from '../../src/app/places';

test.each(DESK_PLACES.filter(({ path }) => path !== '/verify'))(
  '$path says whom it is for to somebody without the right, and opens to the others',
  ({ path, roles }) => {
    expect(closedTo(path, ['nobody'], true)).toEqual({ why: 'not_yours', roles });
    for (const role of roles) expect(closedTo(path, [role], true)).toBeNull();
  },
);

test.each([
  ['/people', ['inspector'], 'not_yours'],
  ['/overview', ['owner'], 'not_yours'],
  ['/settings/retention', ['officer'], 'not_yours'],
  ['/people', ['officer'], 'not_here'],
  ['/overview', ['inspector', 'manager'], 'not_here'],
  ['/nowhere', ['officer'], 'nothing'],
])('%s to %j: %s', (path, roles, why) => {
  expect(closedTo(path, roles, false)?.why).toBe(why);
});

test('places of the field are open to everybody', () => {
  for (const path of ['/today', '/actions', '/sync']) expect(closedTo(path, [], true)).toBeNull();
});
