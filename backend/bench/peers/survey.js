import { Model } from 'survey-core';
import 'survey-core/survey-core.fontless.min.css';
import 'survey-js-ui';
import { CHOICES, QUESTIONS } from './form.js';

const yes = QUESTIONS.map(({ name }) => `iif({${name}} = 'yes', 1, 0)`).join(' + ');
const survey = new Model({
  elements: [
    { type: 'expression', name: 'score', title: 'Score', expression: yes },
    ...QUESTIONS.map(({ name, text, shownBy }) => ({
      type: 'radiogroup',
      name,
      title: text,
      isRequired: true,
      choices: CHOICES.map((choice) => ({ value: choice.name, text: choice.text })),
      ...(shownBy === null ? {} : { visibleIf: `{${shownBy}} = 'no'` }),
    })),
  ],
});
const place = document.createElement('div');
document.body.append(place);
survey.render(place);
document.body.dataset.ready = 'true';
