'use strict';

// "Try it out" calls the stack that the page came from, whatever its port; the document cannot know it.
const thisStack = {
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (original) => (document) =>
          original({
            ...document,
            servers: [{url: window.location.origin, description: 'This stack'}],
          }),
      },
    },
  },
};

// The tokens are in HttpOnly cookies, which the browser keeps and sends by itself: nothing can be typed
// in here. So instead of a dialog there is a word at the calls that need one.
const cookies = {
  wrapComponents: {
    authorizeBtn: () => () => null,
    authorizeOperationBtn: (Original, {React}) => () =>
      React.createElement(
        'span',
        {className: 'needs-cookie', title: 'Goes by a cookie that a login sets'},
        'cookie',
      ),
  },
};

window.ui = window.SwaggerUIBundle({
  url: '/_local/docs/openapi.yaml',
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  plugins: [thisStack, cookies],
});
