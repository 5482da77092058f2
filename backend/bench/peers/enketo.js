import { Form } from 'enketo-core';
import { CHOICES, QUESTIONS } from './form.js';

/** A question as enketo-transformer writes it. */
function questionHtml({ name, text, shownBy }) {
  const path = `/data/${name}`;
  const relevant = shownBy === null ? '' : ` data-relevant="/data/${shownBy} = 'no'"`;
  const options = CHOICES.map(
    (choice) =>
      `<label class=""><input type="radio" name="${path}" data-name="${path}" value="${choice.name}" data-required="true()"${relevant} data-type-xml="select1"><span lang="" class="option-label active">${choice.text}</span></label>`,
  );
  return `<fieldset class="question simple-select ${shownBy === null ? '' : 'or-branch pre-init '}"><fieldset>
<legend><span lang="" class="question-label active">${text}</span><span class="required">*</span></legend>
<div class="option-wrapper">${options.join('')}</div></fieldset>
<span class="or-required-msg active" lang="" data-i18n="constraint.required">This field is required</span></fieldset>`;
}

const SCORE =
  "round(100 * count(/data/*[. = 'yes']) div count(/data/*[. = 'yes' or . = 'no']))";

const html = `<form autocomplete="off" novalidate="novalidate" class="or clearfix" dir="ltr" data-form-id="long">
<section class="form-logo"></section><h3 dir="auto" id="form-title">Long round</h3>
<label class="question non-select "><span lang="" class="question-label active">Score <span class="or-output" data-value="/data/score"> </span></span><input type="text" name="/data/score" data-calculate="${SCORE}" data-type-xml="string" readonly=""></label>
<section class="or-group " name="/data"><h4><span lang="" class="question-label active">Part 1</span></h4>${QUESTIONS.map(questionHtml).join('\n')}</section>
</form>`;

const nodes = QUESTIONS.map(({ name }) => `<${name}/>`).join('');
const modelStr = `<model><instance><data id="long" version="1">${nodes}<score/><meta><instanceID/></meta></data></instance></model>`;

const fragment = document.createRange().createContextualFragment(html);
document.body.append(fragment);
const form = new Form(document.querySelector('form.or'), { modelStr, external: [] }, {});
const errors = form.init();
if (errors.length > 0) throw new Error(errors.join('; '));
document.body.dataset.ready = 'true';
