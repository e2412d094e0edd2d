/* What is still needed before signing, in order: the same list as the server's, as somebody types. */
import { all, answersOf, chosen, inView, pathOf, say, typed } from './dom.js';
import { riskIsOpen } from './parts.js';

const isAnswered = (part) => Boolean(part.querySelector('input:checked')
  || all('textarea, input:not([type="radio"]):not([type="checkbox"])', part).some((field) => field.value.trim()));

function opening(form) {
  const check = document.getElementById('id_opening');
  if (!check) return [];
  const answer = chosen(form, 'opening');
  const both = chosen(form, 'opening_identity') && chosen(form, 'opening_private');
  const isDone = (answer === 'all' && typed(form, 'opening_location')) || (answer === 'some' && both);
  return isDone ? [] : ['opening check'];
}

function measure(form, prefix) {
  const left = answersOf(form, prefix).filter((one) => one === null).length;
  const name = document.getElementById(prefix).dataset.name;
  return left && !typed(form, 'not_done') ? [`${name} (${left} left)`] : [];
}

function risk(form) {
  if (!riskIsOpen()) return chosen(form, 'risk_asked') ? [] : ['risk question'];
  const left = all('#risk [data-need]').filter((part) => inView(part) && !isAnswered(part)).length;
  return left ? [`risk section (${left} left)`] : [];
}

function dateAndTime(form, prefix, words) {
  return typed(form, `${prefix}_date`) && typed(form, `${prefix}_time`) ? [] : [words];
}

function appointment(form) {
  const answer = chosen(form, 'next');
  if (!answer) return ['next appointment'];
  return answer === 'choose' ? dateAndTime(form, 'next', 'next appointment') : [];
}

function extras(form) {
  if (chosen(form, 'extras') !== 'CHANGED') return [];
  const boxes = all('[data-digit]', form);
  const given = boxes.filter((box) => box.value.trim());
  const noWork = form.querySelector('[name="wsas_no_work"]').checked && !boxes[0].value.trim();
  const left = boxes.length - given.length - (noWork ? 1 : 0);
  if (!given.length && !typed(form, 'extras_note') && !typed(form, 'work_status')) return ['what changed'];
  const aboutWork = ['work_hours', 'work_sick_pay', 'work_benefits'].some((name) => typed(form, name));
  if (aboutWork && !typed(form, 'work_status')) return ['work now'];
  return given.length && left ? [`WSAS (${left} left)`] : [];
}

function seen(form) {
  return [
    ...opening(form),
    ...(typed(form, 'minutes') ? [] : ['minutes']),
    ...measure(form, 'phq9'),
    ...measure(form, 'gad7'),
    ...risk(form),
    ...(document.getElementById('id_plan_done') && !chosen(form, 'plan_done') ? ['last plan done?'] : []),
    ...appointment(form),
    ...extras(form),
  ];
}

function missed(form) {
  const follow = chosen(form, 'follow_up');
  const attempts = document.getElementById('attempts');
  const needsCall = chosen(form, 'attendance') === 'DID_NOT_ATTEND' && form.dataset.medium === 'PHONE';
  return [
    ...(needsCall && attempts.dataset.count === '0' ? ['call attempt'] : []),
    ...(follow ? [] : ['what happens next']),
    ...(follow === 'REBOOKED' ? dateAndTime(form, 'rebook', 'new appointment') : []),
  ];
}

export function stillNeeded(form) {
  const path = pathOf(form);
  if (!path) return [...opening(form), 'attendance'];
  if (path === 'seen') return seen(form);
  return path === 'missed' ? missed(form) : appointment(form);
}

export function showNeeded(form) {
  const needed = stillNeeded(form);
  say(document.getElementById('missing'), needed.length ? `Still needed: ${needed.join(', ')}` : 'Ready to sign');
}
