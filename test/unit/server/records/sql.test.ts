import { describe, expect, it } from 'vitest';
import { fragment, statement } from '../../../../server/records/sql.ts';

const of = (strings: TemplateStringsArray, ...values: unknown[]) => statement(strings, values);

describe('a statement', () => {
  it('keeps values apart from its text', () => {
    expect(of`select * from people where name = ${"'; drop table people; --"} and age > ${30}`).toEqual({
      text: 'select * from people where name = $1 and age > $2',
      values: ["'; drop table people; --", 30],
    });
  });

  it('takes fragments into its text and numbers the parameters around them', () => {
    const columns = fragment`select id, name`;
    expect(of`${columns} from people where id = ${1} or ${fragment`deleted`} or id = ${null}`).toEqual({
      text: 'select id, name from people where id = $1 or deleted or id = $2',
      values: [1, null],
    });
  });

  it('refuses a parameter that is undefined', () => {
    expect(() => of`select ${undefined}`).toThrow('parameter 1 of a statement is undefined: select ');
  });
});
