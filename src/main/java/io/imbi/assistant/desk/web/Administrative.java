package io.imbi.assistant.desk.web;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Marks an endpoint that is for administrators only. */
@Documented
@Retention(RUNTIME)
@Target(METHOD)
@interface Administrative {}
